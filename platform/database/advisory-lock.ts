import type { EntityManager } from '@mikro-orm/postgresql';

/** Waits for the lock of this name among all instances, and keeps it until the transaction ends. */
export async function advisoryLock(tx: EntityManager, name: string): Promise<void> {
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]);
}

/** Waits for the locks of all these names, as {@link advisoryLock} does. Callers that need several at once do not deadlock with each other. */
export async function advisoryLocks(tx: EntityManager, names: readonly string[]): Promise<void> {
  await tx.execute(
    `select pg_advisory_xact_lock(key) from (
       select distinct hashtextextended(name, 0) as key from jsonb_array_elements_text(?::jsonb) as name order by key) ordered`,
    [JSON.stringify(names)],
  );
}
