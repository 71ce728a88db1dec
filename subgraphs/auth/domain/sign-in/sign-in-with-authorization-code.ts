import type { EntityManager } from '@mikro-orm/postgresql';
import { Refusal } from '#platform/errors/refusal.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { OAuthState } from '../../entities/oauth-state.ts';
import { endSession } from '../sessions/end-sessions.ts';
import type { TokenIssuer } from '../sessions/issue-access-token.ts';
import { issueTokenPair, type TokenPair } from '../sessions/issue-token-pair.ts';
import { type OpenedSession, openSession } from '../sessions/open-session.ts';
import type { Users } from '../users.ts';
import { consumeState, stateId } from './oauth-states.ts';

/** An authorization code that was issued to this client, with the account that signed in. */
export interface SignInWithAuthorizationCode extends EventOrigin {
  code: string;
  clientId: string;
  accountId: string;
  phoneNumber: string;
  users: Users;
  issuer: TokenIssuer;
}

/**
 * Exchanges an authorization code for a session (RFC 6749, 4.1.3). The code is valid for one use; a second use, even at the
 * same instant, ends the session and returns null. The code stays valid when users does not answer.
 *
 * @throws Refusal ACCOUNT_INACTIVE, and as `Users` does.
 */
export async function signInWithAuthorizationCode(
  em: EntityManager,
  input: SignInWithAuthorizationCode,
): Promise<TokenPair | null> {
  const { code, accountId, issuer, now, users } = input;
  const account = await users.account(accountId);
  if (!account?.isActive) throw new Refusal('ACCOUNT_INACTIVE');
  const id = stateId('AuthorizationCode', code);
  // One transaction, so that a concurrent use, which waits for the code's row, then finds the session to end.
  const opened = await em.transactional(async (tx): Promise<OpenedSession | null> => {
    if (!(await consumeState(tx, id, now))) return null;
    const session = await openSession(tx, account, input.phoneNumber, input);
    await tx.nativeUpdate(OAuthState, { id }, { sessionId: session.session.id });
    return session;
  });
  if (opened) return issueTokenPair(issuer, opened, now);
  const used = await em.findOne(OAuthState, { id });
  if (used?.sessionId) await endSession(em, used.sessionId, 'REUSED', input);
  return null;
}
