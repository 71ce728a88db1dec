import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { isAdmin, isSelf } from '#contract/viewer.ts';
import { forbidden, notFound } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { recordChange } from '../../events/record-change.ts';
import { endSessions } from './end-sessions.ts';

export interface RevokeSession extends ActionContext {
  sessionId: string;
}

/**
 * Ends a session of the actor; an admin may end any session. A session that has ended stays as it is.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN.
 */
export function revokeSession(
  em: EntityManager,
  { sessionId, ...context }: RevokeSession,
): Promise<OAuthAuthorization> {
  requireId(sessionId, 'sessionId', 'az');
  return em.transactional(async (tx) => {
    const session = await tx.findOne(OAuthAuthorization, { id: sessionId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!session) throw notFound('sessionId');
    if (!isSelf(context.actor, session.subject) && !isAdmin(context.actor)) throw forbidden();
    if (session.isActive(context.now)) {
      await endSessions(tx, [session], 'REVOKED', context);
      const change = { action: 'account.session-revoked', subjectId: session.subject, fields: ['sessions'] } as const;
      recordChange(tx, change, context);
    }
    return session;
  });
}
