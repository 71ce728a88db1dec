import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { forbidden } from '#platform/errors/refusal.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { OAuthAuthorization } from '../../entities/oauth-authorization.ts';
import { endSessions } from './sessions.ts';

export interface SignOut extends ActionContext {
  /** Every session of the account, not this one alone. */
  everywhere: boolean;
}

/** Ends the session of the token that asks, or all of its account's. Returns how many ended. Throws FORBIDDEN for a service. */
export function signOut(em: EntityManager, { everywhere, ...context }: SignOut): Promise<number> {
  const { actor } = context;
  if (actor.role === 'service' || !actor.sid) throw forbidden();
  const which = everywhere ? {} : { id: actor.sid };
  return em.transactional(async (tx) => {
    const living = await tx.find(
      OAuthAuthorization,
      { subject: actor.id, status: 'VALID', expiresAt: { $gt: context.now }, ...which },
      { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    await endSessions(tx, living, 'SIGNED_OUT', context);
    return living.length;
  });
}
