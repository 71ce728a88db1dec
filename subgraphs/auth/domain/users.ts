import type { PhoneAccountType } from '../entities/one-time-code.ts';
import type { AccountFacts } from './account.ts';

/**
 * The users subgraph, as auth uses it with a service token.
 *
 * Every method @throws Refusal SUBGRAPH_UNAVAILABLE or SUBGRAPH_TIMEOUT when it does not answer, RATE_LIMITED when it is overloaded.
 */
export interface Users {
  /** Returns the account of a verified phone number; the first call creates it. Idempotent. */
  ensureAccount(phoneNumber: string, accountType: PhoneAccountType): Promise<AccountFacts>;
  /** Returns the active admin with this email and password, or null for every mismatch. */
  adminByPassword(email: string, password: string): Promise<AccountFacts | null>;
  /** Returns the account as it is now; a deleted one is inactive. */
  account(id: string): Promise<AccountFacts | null>;
}
