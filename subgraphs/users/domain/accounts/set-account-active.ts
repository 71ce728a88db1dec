import type { EntityManager } from '@mikro-orm/postgresql';
import { accountPrefixes } from '#contract/account-type.ts';
import { isSelf } from '#contract/viewer.ts';
import { forbidden, notFound } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { type Account, setActive } from '../../entities/account.ts';
import { accountActivatedEvent, accountDeactivatedEvent } from '../../events/published.ts';
import { recordChange } from '../../events/record-change.ts';
import { lockAccount } from './find-account.ts';

export interface SetAccountActive extends ActionContext {
  accountId: string;
  isActive: boolean;
}

/**
 * Activates or deactivates an account, and publishes `account-activated` or `account-deactivated` if that changes it.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, or FORBIDDEN when the account is the actor's own: the last admin could lock
 * everyone out, and a deactivated admin could reactivate themselves while their token is valid.
 */
export async function setAccountActive(em: EntityManager, input: SetAccountActive): Promise<Account> {
  const { accountId, isActive, actor, now } = input;
  requireId(accountId, 'accountId', ...accountPrefixes);
  return em.transactional(async (tx) => {
    const account = await lockAccount(tx, accountId);
    if (!account) throw notFound('accountId');
    if (isSelf(actor, accountId)) throw forbidden();
    if (setActive(account, isActive, now)) {
      appendToOutbox(tx, isActive ? accountActivatedEvent(account, input) : accountDeactivatedEvent(account, input));
      const action = isActive ? 'account.activated' : 'account.deactivated';
      recordChange(tx, { action, subjectId: account.id, fields: ['isActive'] }, input);
    }
    return account;
  });
}
