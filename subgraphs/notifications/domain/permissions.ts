import { forbidden } from '#platform/errors/refusal.ts';
import { isSelf, type Viewer } from '#platform/security/viewer.ts';
import type { AccountType } from '../entities/notification.ts';

const types = { driver: 'DRIVER', passenger: 'PASSENGER', admin: 'ADMIN' } as const;

/** The type of the account that acts. Throws FORBIDDEN for a service, which has none. */
export function accountTypeOf(viewer: Viewer): AccountType {
  if (viewer.role === 'service') throw forbidden();
  return types[viewer.role];
}

/** What an account is told is its own alone, admins not excepted. Throws FORBIDDEN. */
export function requireOwner(viewer: Viewer | null, accountId: string): void {
  if (!isSelf(viewer, accountId)) throw forbidden();
}
