import type { Role } from './viewer.ts';

/** The types of the accounts that can sign in. */
export const accountTypes = ['DRIVER', 'PASSENGER', 'ADMIN'] as const;
export type AccountType = (typeof accountTypes)[number];

const typeOfPrefix = new Map<string, AccountType>([
  ['d', 'DRIVER'],
  ['p', 'PASSENGER'],
  ['a', 'ADMIN'],
]);

/** The prefixes of account ids. */
export const accountPrefixes: readonly string[] = [...typeOfPrefix.keys()];

/** The account type that an id's prefix names; null for any other prefix. */
export function accountTypeOf(id: string): AccountType | null {
  return typeOfPrefix.get(id.slice(0, Math.max(0, id.indexOf('_')))) ?? null;
}

/** The role in the tokens of each account type. */
export const roleOfType = {
  DRIVER: 'driver',
  PASSENGER: 'passenger',
  ADMIN: 'admin',
} as const satisfies Record<AccountType, Role>;
