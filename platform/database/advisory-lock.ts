import type { EntityManager } from '@mikro-orm/postgresql';

/** Waits for the lock of this name among all instances, and keeps it until the transaction ends. */
export async function advisoryLock(tx: EntityManager, name: string): Promise<void> {
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]);
}
