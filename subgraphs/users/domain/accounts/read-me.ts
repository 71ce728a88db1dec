import type { EntityManager } from '@mikro-orm/postgresql';
import { forbidden, Refusal } from '#platform/errors/refusal.ts';
import type { Viewer } from '#platform/security/viewer.ts';
import type { Account } from '../../entities/account.ts';
import { findAccount } from './find-account.ts';

/** The account of whoever asks, a deactivated one too. Throws FORBIDDEN to a service, ACCOUNT_INACTIVE when it is deleted. */
export async function readMe(em: EntityManager, actor: Viewer): Promise<Account> {
  if (actor.role === 'service') throw forbidden();
  const account = await findAccount(em, actor.id);
  if (!account) throw new Refusal('ACCOUNT_INACTIVE');
  return account;
}
