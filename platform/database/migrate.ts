import type { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';

/** One key for all of a database's migrations: whoever holds it is the only one that migrates there. */
const migrationLock = 0x6d61_7361; // "masa"

/** The server's own lock, held by a connection: a process that dies lets go of it. */
async function underMigrationLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    return await work();
  } finally {
    await client.end();
  }
}

/** Applies what is pending, in order, each in a transaction. Several instances may start at once: one migrates, the others wait. */
export function migrateUp(orm: MikroORM, url: string): Promise<string[]> {
  return underMigrationLock(url, async () => (await orm.migrator.up()).map(({ name }) => name));
}

/** Takes back the newest migration, or all of them. */
export function migrateDown(orm: MikroORM, url: string, all = false): Promise<string[]> {
  return underMigrationLock(url, async () => {
    const undone = await orm.migrator.down(all ? { to: 0 } : undefined);
    return undone.map(({ name }) => name);
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
