import type { EntityManager } from '@mikro-orm/postgresql';
import { forbidden, notFound } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { isSelf } from '#platform/security/viewer.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { type Account, accountPrefixes, setActive } from '../../entities/account.ts';
import { accountActivatedEvent, accountDeactivatedEvent } from '../../events/published.ts';
import { findAccount, locked } from './find-account.ts';

export interface SetAccountActive extends ActionContext {
  accountId: string;
  isActive: boolean;
}

/**
 * Activates or deactivates an account; what it is already, it stays, and nothing is told. Nobody does it to themselves:
 * the last admin would lock everyone out, and one who was deactivated would come back while their token lasts. Throws
 * BAD_USER_INPUT, NOT_FOUND, FORBIDDEN.
 */
export async function setAccountActive(em: EntityManager, input: SetAccountActive): Promise<Account> {
  const { accountId, isActive, actor, now } = input;
  requireId(accountId, 'accountId', ...accountPrefixes);
  return em.transactional(async (tx) => {
    const account = await findAccount(tx, accountId, locked);
    if (!account) throw notFound('accountId');
    if (isSelf(actor, accountId)) throw forbidden();
    if (setActive(account, isActive, now)) {
      appendToOutbox(tx, isActive ? accountActivatedEvent(account, input) : accountDeactivatedEvent(account, input));
    }
    return account;
  });
}
