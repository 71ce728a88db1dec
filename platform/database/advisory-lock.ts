import type { EntityManager } from '@mikro-orm/postgresql';

/** Waits until no other transaction, of any instance, is at work under this name; holds it until the transaction ends. */
export async function advisoryLock(tx: EntityManager, name: string): Promise<void> {
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]);
}
