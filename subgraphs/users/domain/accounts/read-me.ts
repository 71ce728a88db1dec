import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '#contract/viewer.ts';
import { forbidden, Refusal } from '#platform/errors/refusal.ts';
import type { Account } from '../../entities/account.ts';
import { findAccount } from './find-account.ts';

/**
 * Reads the actor's own account, even when it is deactivated.
 *
 * @throws Refusal FORBIDDEN for a service, ACCOUNT_INACTIVE when the account is deleted.
 */
export async function readMe(em: EntityManager, actor: Viewer): Promise<Account> {
  if (actor.role === 'service') throw forbidden();
  const account = await findAccount(em, actor.id);
  if (!account) throw new Refusal('ACCOUNT_INACTIVE');
  return account;
}
