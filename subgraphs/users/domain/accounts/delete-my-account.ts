import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { deleteAccount } from '../../entities/account.ts';
import { accountDeletedEvent } from '../../events/published.ts';
import { findAccount, locked, requireUsable } from './find-account.ts';

/**
 * Soft-deletes the account of whoever asks, which frees its phone number; its vehicles stay for the trips that were made
 * with them. A deactivated one can't: signing in again would make it a new and active account. Throws ACCOUNT_INACTIVE.
 */
export function deleteMyAccount(em: EntityManager, context: ActionContext): Promise<string> {
  return em.transactional(async (tx) => {
    const account = requireUsable(await findAccount(tx, context.actor.id, locked));
    deleteAccount(account, context.now);
    appendToOutbox(tx, accountDeletedEvent(account, context));
    return account.id;
  });
}
