import { type AccountType, accountTypeOf, roleOfType } from '#contract/account-type.ts';

/** The account as the users subgraph returned it. */
export interface AccountFacts {
  id: string;
  isActive: boolean;
  fullName: string | null;
}

/** The type of an account that the users subgraph returned. */
export function requireAccountType(id: string): AccountType {
  const type = accountTypeOf(id);
  if (!type) throw new Error('the id of an account has an unknown prefix');
  return type;
}

/** The scope of the account's tokens. It follows from the id, never from a request. */
export const scopeOf = (id: string): (typeof roleOfType)[AccountType] => roleOfType[requireAccountType(id)];
