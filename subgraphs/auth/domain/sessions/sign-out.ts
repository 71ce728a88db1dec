import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { forbidden } from '#platform/errors/refusal.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { endSessions } from './end-sessions.ts';

export interface SignOut extends ActionContext {
  /** Ends every session of the account, not only the current one. */
  everywhere: boolean;
}

/**
 * Ends the session of the actor's token, or all sessions of its account. Returns how many it ended.
 *
 * @throws Refusal FORBIDDEN for a service, which has no session.
 */
export function signOut(em: EntityManager, { everywhere, ...context }: SignOut): Promise<number> {
  const { actor } = context;
  if (actor.role === 'service' || !actor.sid) throw forbidden();
  const which = everywhere ? {} : { id: actor.sid };
  return em.transactional(async (tx) => {
    const active = await tx.find(
      OAuthAuthorization,
      { subject: actor.id, status: 'VALID', expiresAt: { $gt: context.now }, ...which },
      { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    await endSessions(tx, active, 'SIGNED_OUT', context);
    return active.length;
  });
}
