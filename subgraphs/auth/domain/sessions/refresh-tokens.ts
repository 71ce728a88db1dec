import type { EntityManager } from '@mikro-orm/postgresql';
import { Refusal } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { OAuthToken } from '../../entities/oauth-token.ts';
import { sha256 } from '../secrets.ts';
import type { AccountFacts, Accounts } from '../sign-in/accounts.ts';
import { endSession, lockSession } from './end-session.ts';
import type { TokenIssuer } from './issue-access-token.ts';
import { addRefreshToken, endSessions, type OpenedSession, type TokenPair, tokenPair } from './sessions.ts';

export interface RefreshTokens extends EventOrigin {
  refreshToken: string;
  /** The application that asks, where it says so: it gets what is its own. */
  clientId?: string;
  accounts: Accounts;
  issuer: TokenIssuer;
}

const invalid = () => new Refusal('INVALID_REFRESH_TOKEN');

/**
 * Exchanges a refresh token for a new pair. It is good for one use: used twice, be it by a twin at the same instant, it ends
 * its whole session. It stays good when users can't be asked. Throws INVALID_REFRESH_TOKEN, ACCOUNT_INACTIVE.
 */
export async function refreshTokens(em: EntityManager, input: RefreshTokens): Promise<TokenPair> {
  const { refreshToken, accounts, issuer, now } = input;
  const token = await em.findOne(
    OAuthToken,
    { referenceHash: sha256(refreshToken) },
    { populate: ['application', 'authorization'] },
  );
  if (!token || (input.clientId && token.application.clientId !== input.clientId)) throw invalid();
  if (token.status === 'REDEEMED') await endSession(em, token.authorization.id, 'REUSED', input);
  if (token.status !== 'VALID' || token.expirationDate <= now) throw invalid();
  const account = await accounts.find(token.subject);
  if (!account?.isActive) {
    await endSession(em, token.authorization.id, 'ACCOUNT_INACTIVE', input);
    throw new Refusal('ACCOUNT_INACTIVE');
  }
  const opened = await rotate(em, token, account, input);
  if (opened) return tokenPair(issuer, opened, now);
  throw invalid();
}

/** The session with its next token; null when this one had been used in the meantime, which has ended the session. */
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
    if (redeemed === 1 && session.isLiving(input.now)) {
      const refreshToken = addRefreshToken(tx, session, payload, input);
      return { session, refreshToken, account, phoneNumber: payload.phoneNumber };
    }
    if (session.isLiving(input.now)) await endSessions(tx, [session], 'REUSED', input);
    return null;
  });
}
