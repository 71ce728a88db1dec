import { type AccountType, accountTypes, roleOfType } from '#contract/account-type.ts';
import { isSelf, type Viewer } from '#contract/viewer.ts';
import { forbidden } from '#platform/errors/refusal.ts';

/** @throws Refusal FORBIDDEN for a service, which has no account. */
export function requireAccountType({ role }: Viewer): AccountType {
  const type = accountTypes.find((each) => roleOfType[each] === role);
  if (!type) throw forbidden();
  return type;
}

/** @throws Refusal FORBIDDEN unless the viewer owns the account. Admins are no exception. */
export function requireOwner(viewer: Viewer | null, accountId: string): void {
  if (!isSelf(viewer, accountId)) throw forbidden();
}
