import type { MikroORM } from '@mikro-orm/postgresql';
import { withClient } from './with-client.ts';

/** The advisory lock of a database under which its migrations run. */
const migrationLock = 0x6d61_7361; // "masa"

/** The lock belongs to a connection, so the death of the process releases it. */
function underMigrationLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  return withClient(url, async (client) => {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    return work();
  });
}

/** Applies the pending migrations in order, each in a transaction. Of instances that start at once, one migrates and the others wait. */
export function migrateUp(orm: MikroORM, url: string): Promise<string[]> {
  return underMigrationLock(url, async () => (await orm.migrator.up()).map(({ name }) => name));
}

/** Reverts the newest migration, or all of them. */
export function migrateDown(orm: MikroORM, url: string, all = false): Promise<string[]> {
  return underMigrationLock(url, async () => {
    const reverted = await orm.migrator.down(all ? { to: 0 } : undefined);
    return reverted.map(({ name }) => name);
  });
}

export interface MigrationStatus {
  executed: string[];
  pending: string[];
}

export async function migrationStatus(orm: MikroORM): Promise<MigrationStatus> {
  const executed = (await orm.migrator.getExecuted()).map(({ name }) => name);
  const pending = (await orm.migrator.getPending()).map(({ name }) => name);
  return { executed, pending };
}
