import type { EntityManager } from '@mikro-orm/postgresql';
import { Refusal } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { OAuthToken } from '../../entities/oauth-token.ts';
import type { AccountFacts } from '../account.ts';
import { sha256, successorOf } from '../secrets.ts';
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
  /** The operator's secret, from which a token's successor is derived. */
  keySecret: string;
  /** Milliseconds after its first use for which a token gives the same successor again. */
  refreshGrace: number;
}

const invalid = () => new Refusal('INVALID_REFRESH_TOKEN');

/**
 * Exchanges a refresh token for a new pair of tokens. A token is valid for one use. Its uses within the grace, while nobody has used its
 * successor, are that same use: they give the same successor, with a new access token. Any other use ends the session. A token stays
 * valid when users does not answer.
 *
 * @throws Refusal INVALID_REFRESH_TOKEN, ACCOUNT_INACTIVE, and as `Users` does.
 */
export async function refreshTokens(em: EntityManager, input: RefreshTokens): Promise<TokenPair> {
  const { refreshToken, users, issuer, now } = input;
  const token = await findRefreshToken(em, refreshToken);
  if (!token?.application.isActive || (input.clientId && token.application.clientId !== input.clientId))
    throw invalid();
  if (token.status === 'REVOKED' || (token.status === 'VALID' && token.expirationDate <= now)) throw invalid();
  const successor = successorOf(input.keySecret, refreshToken, token.id);
  if (token.status === 'REDEEMED' && !(await isRepeated(em, token, successor, input))) {
    await endSession(em, token.authorization.id, 'REUSED', input);
    throw invalid();
  }
  const account = await users.account(token.subject);
  if (!account?.isActive) {
    await endSession(em, token.authorization.id, 'ACCOUNT_INACTIVE', input);
    throw new Refusal('ACCOUNT_INACTIVE');
  }
  const opened = await rotate(em, token, successor, account, input);
  if (!opened) throw invalid();
  return issueTokenPair(issuer, opened, now);
}

/** Adds the session's next token, or finds it after a repeated use. Returns null when this was a reuse, or the session has ended. */
function rotate(
  em: EntityManager,
  { id, payload, authorization }: OAuthToken,
  successor: string,
  account: AccountFacts,
  input: RefreshTokens,
): Promise<OpenedSession | null> {
  return em.transactional(async (tx) => {
    // Concurrent uses of the token wait here, and then see what the first one did.
    const session = await lockSession(tx, authorization.id);
    if (!session.isActive(input.now)) return null;
    const opened = { session, refreshToken: successor, account, phoneNumber: payload.phoneNumber };
    const redeemed = { status: 'REDEEMED' as const, redeemedAt: input.now, updatedAt: input.now };
    if ((await tx.nativeUpdate(OAuthToken, { id, status: 'VALID' }, redeemed)) === 1) {
      addRefreshToken(tx, session, { refreshToken: successor, payload }, input);
      return opened;
    }
    const token = await tx.findOneOrFail(OAuthToken, { id }, { refresh: true });
    if (await isRepeated(tx, token, successor, input)) return opened;
    await endSessions(tx, [session], 'REUSED', input);
    return null;
  });
}

/**
 * Whether a use of this token repeats its first one. Its successor is not found when it was derived from another secret, or by a release
 * that did not derive it.
 */
async function isRepeated(
  em: EntityManager,
  token: OAuthToken,
  successor: string,
  { now, refreshGrace }: RefreshTokens,
): Promise<boolean> {
  if (!token.isInGrace(now, refreshGrace)) return false;
  return (await em.count(OAuthToken, { referenceHash: sha256(successor), status: 'VALID' })) === 1;
}
