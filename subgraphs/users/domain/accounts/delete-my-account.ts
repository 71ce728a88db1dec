import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { deleteAccount } from '../../entities/account.ts';
import { accountDeletedEvent } from '../../events/published.ts';
import { lockAccount, requireUsable } from './find-account.ts';

/**
 * Soft-deletes the actor's account, which frees its phone number, and publishes `account-deleted`. Its vehicles remain,
 * because trips refer to them.
 *
 * @throws Refusal ACCOUNT_INACTIVE when the account is deleted or deactivated. A deactivated account cannot be deleted:
 * the next sign-in would create a new, active one.
 */
export function deleteMyAccount(em: EntityManager, context: ActionContext): Promise<string> {
  return em.transactional(async (tx) => {
    const account = requireUsable(await lockAccount(tx, context.actor.id));
    deleteAccount(account, context.now);
    appendToOutbox(tx, accountDeletedEvent(account, context));
    return account.id;
  });
}
