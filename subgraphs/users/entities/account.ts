import type { AccountType } from '#contract/account-type.ts';
import { softDelete } from '#platform/database/standard-columns.ts';
import type { Admin } from './admin.ts';
import { Driver } from './driver.ts';
import { Passenger } from './passenger.ts';

/** A user who can sign in. */
export type Account = Driver | Passenger | Admin;

export function typeOf(account: Account): AccountType {
  if (account instanceof Driver) return 'DRIVER';
  return account instanceof Passenger ? 'PASSENGER' : 'ADMIN';
}

/** Whether the account is neither deactivated nor deleted. */
export function isUsable(account: Account): boolean {
  return account.isActive && !account.isDeleted;
}

/** Activates or deactivates an account. Returns whether that changed it. */
export function setActive(account: Account, isActive: boolean, now: Date): boolean {
  if (account.isActive === isActive) return false;
  account.isActive = isActive;
  account.updatedAt = now;
  return true;
}

/** Soft-deletes an account, which frees its phone number or email and hides its personal fields. */
export function deleteAccount(account: Account, now: Date): void {
  softDelete(account, now);
}
