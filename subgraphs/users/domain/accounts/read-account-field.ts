import { forbidden } from '#platform/errors/refusal.ts';
import { isAdmin, isSelf, type Viewer } from '#platform/security/viewer.ts';
import type { Account } from '../../entities/account.ts';

type Stored<Value> = Value | null | undefined;

/** What anyone may see of a person: null once the account is deleted. */
export function personal<Value>(account: Account, value: Stored<Value>): Value | null {
  return account.isDeleted ? null : (value ?? null);
}

/** What only the person and admins may see; null once the account is deleted. Throws FORBIDDEN to anyone else. */
export function privateTo<Value>(viewer: Viewer | null, account: Account, value: Stored<Value>): Value | null {
  if (!isSelf(viewer, account.id) && !isAdmin(viewer)) throw forbidden();
  return personal(account, value);
}

/** What only admins may see; null once the account is deleted. Throws FORBIDDEN to anyone else. */
export function forAdmins<Value>(viewer: Viewer | null, account: Account, value: Stored<Value>): Value | null {
  if (!isAdmin(viewer)) throw forbidden();
  return personal(account, value);
}
