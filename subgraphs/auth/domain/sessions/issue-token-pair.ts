import { scopeOf } from '../account.ts';
import { accessTokenLifetime, issueAccessToken, type TokenIssuer } from './issue-access-token.ts';
import type { OpenedSession } from './open-session.ts';

/** The result of a sign-in or a refresh. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  tokenType: 'Bearer';
  /** Seconds. */
  expiresIn: number;
  scope: string;
  account: { id: string };
}

/** Signs the access token of a session that was opened or refreshed in a committed transaction. */
export async function issueTokenPair(issuer: TokenIssuer, opened: OpenedSession, now: Date): Promise<TokenPair> {
  const { session, refreshToken, account, phoneNumber } = opened;
  const scope = scopeOf(account.id);
  const claims = { sub: account.id, scope, sid: session.id, name: account.fullName, phone_number: phoneNumber };
  return {
    accessToken: await issueAccessToken(issuer, claims, now),
    refreshToken,
    tokenType: 'Bearer',
    expiresIn: accessTokenLifetime / 1_000,
    scope,
    account: { id: account.id },
  };
}
