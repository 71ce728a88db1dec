import type { EntityManager } from '@mikro-orm/postgresql';
import { findAccount, locked } from './find-account.ts';

/** Records an account's latest sign-in, in the caller's transaction. Ignores deleted accounts and earlier sign-ins. */
export async function recordSignIn(tx: EntityManager, accountId: string, at: Date): Promise<void> {
  const account = await findAccount(tx, accountId, locked);
  if (account && (!account.lastLoginAt || account.lastLoginAt < at)) account.lastLoginAt = at;
}
