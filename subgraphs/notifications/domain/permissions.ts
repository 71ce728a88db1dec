import { isSelf, type Viewer } from '#contract/viewer.ts';
import { forbidden } from '#platform/errors/refusal.ts';
import type { AccountType } from '../entities/notification.ts';

const accountTypes = { driver: 'DRIVER', passenger: 'PASSENGER', admin: 'ADMIN' } as const;

/** @throws Refusal FORBIDDEN for a service, which has no account. */
export function accountTypeOf(viewer: Viewer): AccountType {
  if (viewer.role === 'service') throw forbidden();
  return accountTypes[viewer.role];
}

/** @throws Refusal FORBIDDEN unless the viewer owns the account. Admins are no exception. */
export function requireOwner(viewer: Viewer | null, accountId: string): void {
  if (!isSelf(viewer, accountId)) throw forbidden();
}
