import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { OAuthState } from '../../entities/oauth-state.ts';
import { OAuthToken } from '../../entities/oauth-token.ts';
import { type EndReason, sessionEnded } from '../../events/published.ts';

/**
 * Ends the sessions with all their tokens in the caller's transaction, and publishes `auth.session-ended` for each. Browsers
 * forget the sessions' accounts, so that nobody signs in again without a new code.
 */
export async function endSessions(
  tx: EntityManager,
  sessions: readonly OAuthAuthorization[],
  reason: EndReason,
  origin: EventOrigin,
): Promise<void> {
  const ids = sessions.map(({ id }) => id);
  await tx.nativeUpdate(OAuthToken, { authorization: { $in: ids } }, { status: 'REVOKED', updatedAt: origin.now });
  await tx.nativeDelete(OAuthState, { accountId: { $in: sessions.map(({ subject }) => subject) } });
  for (const session of sessions) {
    session.end(origin.now);
    const data = { accountId: session.subject, sid: session.id, reason };
    appendToOutbox(tx, sessionEnded.create(session.subject, data, origin));
  }
}

/** Ends a session in a transaction of its own, unless it has ended. */
export function endSession(em: EntityManager, id: string, reason: EndReason, origin: EventOrigin): Promise<void> {
  return em.transactional(async (tx) => {
    const session = await lockSession(tx, id);
    if (session.isActive(origin.now)) await endSessions(tx, [session], reason, origin);
  });
}

/** Reads the session again, and locks its row until the transaction ends. */
export function lockSession(tx: EntityManager, id: string): Promise<OAuthAuthorization> {
  return tx.findOneOrFail(OAuthAuthorization, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}
