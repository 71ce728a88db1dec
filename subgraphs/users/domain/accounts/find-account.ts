import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Refusal } from '#platform/errors/refusal.ts';
import { type Account, accountTypeOf, isUsable } from '../../entities/account.ts';
import { Admin } from '../../entities/admin.ts';
import { Driver } from '../../entities/driver.ts';
import { Passenger } from '../../entities/passenger.ts';

/** For a row that is about to change: as it is now, and nobody else's until the transaction ends. */
export const locked = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;

/** The account of this id, whatever its type; null when there is none, or none any more. */
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

/** The account, if it is there and active. Throws ACCOUNT_INACTIVE. */
export function requireUsable<Row extends Account>(account: Row | null): Row {
  if (!account || !isUsable(account)) throw new Refusal('ACCOUNT_INACTIVE');
  return account;
}
