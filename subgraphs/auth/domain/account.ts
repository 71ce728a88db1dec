import type { PhoneAccountType } from '../entities/one-time-code.ts';

export type AccountType = PhoneAccountType | 'ADMIN';

/** The account as the users subgraph returned it. */
export interface AccountFacts {
  id: string;
  isActive: boolean;
  fullName: string | null;
}

const types = { d: 'DRIVER', p: 'PASSENGER', a: 'ADMIN' } as const;
const scopes = { DRIVER: 'driver', PASSENGER: 'passenger', ADMIN: 'admin' } as const;

/** The account type, by the prefix of the account's id. */
export function accountTypeOf(id: string): AccountType {
  return types[id.slice(0, 1) as keyof typeof types];
}

/** The scope of the account's tokens. It follows from the id, never from a request. */
export const scopeOf = (id: string): (typeof scopes)[AccountType] => scopes[accountTypeOf(id)];
