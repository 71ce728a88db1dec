import type { EntityManager } from '@mikro-orm/postgresql';
import { Refusal } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { OAuthToken } from '../../entities/oauth-token.ts';
import type { AccountFacts } from '../account.ts';
import type { Users } from '../users.ts';
import { endSession, endSessions, lockSession } from './end-sessions.ts';
import { findRefreshToken } from './find-refresh-token.ts';
import type { TokenIssuer } from './issue-access-token.ts';
import { issueTokenPair, type TokenPair } from './issue-token-pair.ts';
import { addRefreshToken, type OpenedSession } from './open-session.ts';

export interface RefreshTokens extends EventOrigin {
  refreshToken: string;
  /** The application that presents the token, if it says so: it must be the token's own. */
  clientId?: string;
  users: Users;
  issuer: TokenIssuer;
}

const invalid = () => new Refusal('INVALID_REFRESH_TOKEN');

/**
 * Exchanges a refresh token for a new pair of tokens. The token is valid for one use; a second use, even at the same instant,
 * ends its session. It stays valid when users does not answer.
 *
 * @throws Refusal INVALID_REFRESH_TOKEN, ACCOUNT_INACTIVE, and as `Users` does.
 */
export async function refreshTokens(em: EntityManager, input: RefreshTokens): Promise<TokenPair> {
  const { refreshToken, users, issuer, now } = input;
  const token = await findRefreshToken(em, refreshToken);
  if (!token || (input.clientId && token.application.clientId !== input.clientId)) throw invalid();
  if (token.status === 'REDEEMED') await endSession(em, token.authorization.id, 'REUSED', input);
  if (token.status !== 'VALID' || token.expirationDate <= now) throw invalid();
  const account = await users.account(token.subject);
  if (!account?.isActive) {
    await endSession(em, token.authorization.id, 'ACCOUNT_INACTIVE', input);
    throw new Refusal('ACCOUNT_INACTIVE');
  }
  const opened = await rotate(em, token, account, input);
  if (!opened) throw invalid();
  return issueTokenPair(issuer, opened, now);
}

/** Adds the session's next token; returns null when a concurrent use of this one ended the session. */
function rotate(
  em: EntityManager,
  { id, payload, authorization }: OAuthToken,
  account: AccountFacts,
  input: RefreshTokens,
): Promise<OpenedSession | null> {
  return em.transactional(async (tx) => {
    const session = await lockSession(tx, authorization.id);
    const redeemed = await tx.nativeUpdate(
      OAuthToken,
      { id, status: 'VALID' },
      { status: 'REDEEMED', updatedAt: input.now },
    );
    if (redeemed === 1 && session.isActive(input.now)) {
      const refreshToken = addRefreshToken(tx, session, payload, input);
      return { session, refreshToken, account, phoneNumber: payload.phoneNumber };
    }
    if (session.isActive(input.now)) await endSessions(tx, [session], 'REUSED', input);
    return null;
  });
}
