import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import type { EndReason } from '../../events/published.ts';
import { endSessions } from './sessions.ts';

/** Ends a session that lives, for a reason of the system's or its client's. */
export function endSession(em: EntityManager, id: string, reason: EndReason, origin: EventOrigin): Promise<void> {
  return em.transactional(async (tx) => {
    const session = await lockSession(tx, id);
    if (session.isLiving(origin.now)) await endSessions(tx, [session], reason, origin);
  });
}

/** Steps of one session are taken one at a time. */
export function lockSession(tx: EntityManager, id: string): Promise<OAuthAuthorization> {
  return tx.findOneOrFail(OAuthAuthorization, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}
