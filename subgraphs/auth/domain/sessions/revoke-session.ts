import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { forbidden, notFound } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { isAdmin, isSelf } from '#platform/security/viewer.ts';
import type { Given } from '#platform/subgraph/request-context.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { endSessions } from './sessions.ts';

export interface RevokeSession extends Given {
  sessionId: string;
}

/** Ends a session, for its owner and admins; again changes nothing. Throws BAD_USER_INPUT, NOT_FOUND, FORBIDDEN. */
export function revokeSession(em: EntityManager, { sessionId, ...given }: RevokeSession): Promise<OAuthAuthorization> {
  requireId(sessionId, 'sessionId', 'az');
  return em.transactional(async (tx) => {
    const session = await tx.findOne(OAuthAuthorization, { id: sessionId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!session) throw notFound('sessionId');
    if (!isSelf(given.actor, session.subject) && !isAdmin(given.actor)) throw forbidden();
    if (session.isLiving(given.now)) await endSessions(tx, [session], 'REVOKED', given);
    return session;
  });
}
