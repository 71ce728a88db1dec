import type { PhoneAccountType } from '../../entities/one-time-code.ts';

export type AccountType = 'DRIVER' | 'PASSENGER' | 'ADMIN';

/** An account as users has it. */
export interface AccountFacts {
  id: string;
  isActive: boolean;
  fullName: string | null;
}

/** What auth asks users for, as a service. Each throws SUBGRAPH_UNAVAILABLE or SUBGRAPH_TIMEOUT when users can't be asked. */
export interface Accounts {
  /** The account of a verified phone number, made at its first sign-in. */
  ensure(phoneNumber: string, accountType: PhoneAccountType): Promise<AccountFacts>;
  /** The active admin with this email and password; null for every mismatch. */
  adminByPassword(email: string, password: string): Promise<AccountFacts | null>;
  /** The account as it is now; a deleted one is inactive. */
  find(id: string): Promise<AccountFacts | null>;
}

const types = { d: 'DRIVER', p: 'PASSENGER', a: 'ADMIN' } as const;
const scopes = { DRIVER: 'driver', PASSENGER: 'passenger', ADMIN: 'admin' } as const;

/** The type that an account's id tells. */
export function accountTypeOf(id: string): AccountType {
  return types[id.slice(0, 1) as keyof typeof types];
}

/** The scope of an account's tokens: its role, never what a request asks for. */
export const scopeOf = (id: string): (typeof scopes)[AccountType] => scopes[accountTypeOf(id)];
