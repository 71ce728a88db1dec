import { softDelete } from '#platform/database/standard-columns.ts';
import { prefixOf } from '#platform/ids.ts';
import type { Admin } from './admin.ts';
import { Driver } from './driver.ts';
import { Passenger } from './passenger.ts';

/** Anyone who can sign in. */
export type Account = Driver | Passenger | Admin;

export const accountTypes = ['DRIVER', 'PASSENGER', 'ADMIN'] as const;
export type AccountType = (typeof accountTypes)[number];

const typeOfPrefix = new Map<string, AccountType>([
  ['d', 'DRIVER'],
  ['p', 'PASSENGER'],
  ['a', 'ADMIN'],
]);

/** What the ids of accounts begin with. */
export const accountPrefixes: readonly string[] = [...typeOfPrefix.keys()];

const typenames = { DRIVER: 'Driver', PASSENGER: 'Passenger', ADMIN: 'Admin' } as const;

/** Whose account an id names; null for the id of anything else. */
export function accountTypeOf(id: string): AccountType | null {
  return typeOfPrefix.get(prefixOf(id)) ?? null;
}

/** Whose account it is. */
export function typeOf(account: Account): AccountType {
  if (account instanceof Driver) return 'DRIVER';
  return account instanceof Passenger ? 'PASSENGER' : 'ADMIN';
}

/** The name of the account's type in the schema. */
export function typenameOf(account: Account): (typeof typenames)[AccountType] {
  return typenames[typeOf(account)];
}

/** Whether it may be used: neither deactivated nor deleted. */
export function isUsable(account: Account): boolean {
  return account.isActive && !account.isDeleted;
}

/** Activates or deactivates an account, and says whether it was the other way before. */
export function setActive(account: Account, isActive: boolean, now: Date): boolean {
  if (account.isActive === isActive) return false;
  account.isActive = isActive;
  account.updatedAt = now;
  return true;
}

/** Soft-deletes an account: its phone number or email is free again, and nothing personal of it is shown. */
export function deleteAccount(account: Account, now: Date): void {
  softDelete(account, now);
}
