import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { accountTypeOf } from '#contract/account-type.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { requestScope } from '#platform/graphql/request-scope.ts';
import { type Account, isUsable } from '../../entities/account.ts';
import { Admin } from '../../entities/admin.ts';
import { Driver } from '../../entities/driver.ts';
import { Passenger } from '../../entities/passenger.ts';

/** Find options for a row that is about to change: read it again and lock it until the transaction ends. */
export const locked = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;

/** Finds an account of any type by its id. Returns null when there is none or it is deleted. */
export async function findAccount(
  em: EntityManager,
  id: string,
  options: typeof locked | Record<never, never> = {},
): Promise<Account | null> {
  switch (accountTypeOf(id)) {
    case 'DRIVER':
      return em.findOne(Driver, { id }, options);
    case 'PASSENGER':
      return em.findOne(Passenger, { id }, options);
    case 'ADMIN':
      return em.findOne(Admin, { id }, options);
    default:
      return null;
  }
}

/** As {@link findAccount}, and locks the account until the transaction ends. */
export function lockAccount(tx: EntityManager, id: string): Promise<Account | null> {
  // A repeated request changes nothing: an earlier one has, whose event may not have arrived at the gateway yet.
  requestScope.changed(id);
  return findAccount(tx, id, locked);
}

/** @throws Refusal ACCOUNT_INACTIVE when the account is missing, deactivated or deleted. */
export function requireUsable<Row extends Account>(account: Row | null): Row {
  if (!account || !isUsable(account)) throw new Refusal('ACCOUNT_INACTIVE');
  return account;
}
