import type { EntityManager } from '@mikro-orm/postgresql';
import { findAccount, locked } from './find-account.ts';

/** Keeps when an account signed in last, in the caller's transaction. One that is gone by now is left alone. */
export async function recordSignIn(tx: EntityManager, accountId: string, at: Date): Promise<void> {
  const account = await findAccount(tx, accountId, locked);
  if (account && (!account.lastLoginAt || account.lastLoginAt < at)) account.lastLoginAt = at;
}
