import { setTimeout as sleep } from 'node:timers/promises';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { DatabaseFault } from './connection-fault.ts';
import { withClient } from './with-client.ts';

/** The advisory lock of a database under which its migrations run. */
const migrationLock = 0x6d61_7361; // "masa"

/** The pause between two attempts to take the migration lock, in milliseconds. */
const migrationLockPause = 100;

/** How a migration waits for the locks of its tables. Statements of the platform queue behind it for as long as it waits. */
export interface LockPatience {
  /** The longest wait for one lock, in milliseconds. */
  timeout: number;
  /** Attempts of one migration. */
  tries: number;
  /** Milliseconds between two attempts, in which the statements that queued run. */
  pause: number;
}

/** Less than the 8 s that a caller waits for a connection, and for longer than most transactions take. */
const lockPatience: LockPatience = { timeout: 3_000, tries: 10, pause: 3_000 };

/** The longest time that a statement of a migration may run, in milliseconds, unless the migration sets another. */
const statementTimeout = 15_000;

/** PostgreSQL's codes for a lock that was not granted in time, and for a deadlock. */
const lockFaults = ['55P03', '40P01'];

/**
 * The lock belongs to a connection, so the death of the process releases it. A statement that waited for it would keep a snapshot, for
 * whose end `create index concurrently` waits; so it is tried again and again.
 */
function underMigrationLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  return withClient(url, async (client) => {
    const tryLock = async (): Promise<boolean> =>
      (await client.query('select pg_try_advisory_lock($1) as locked', [migrationLock])).rows[0].locked;
    while (!(await tryLock())) await sleep(migrationLockPause);
    return work();
  });
}

/** Runs a migration of `orm` over a connection of its own, whose settings it may change. It waits for locks as `patience` says. */
async function withMigrator(
  orm: MikroORM,
  url: string,
  { timeout }: LockPatience,
  run: (migrator: MikroORM['migrator']) => Promise<unknown>,
): Promise<void> {
  const { migrationsList, tableName } = orm.config.get('migrations');
  const migrating = await MikroORM.init({
    clientUrl: url,
    // Migrations are SQL alone.
    entities: [],
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    migrations: {
      snapshot: false,
      // Each in a transaction of its own: it keeps its locks no longer than it needs them.
      allOrNothing: false,
      ...(migrationsList && { migrationsList }),
      ...(tableName && { tableName }),
    },
    pool: { min: 0, max: 1 },
    driverOptions: { statement_timeout: statementTimeout, lock_timeout: timeout, application_name: 'masar migrate' },
    logger: orm.config.get('logger'),
    debug: orm.config.get('debug'),
    colors: false,
  });
  try {
    await run(migrating.migrator);
  } finally {
    await migrating.close(true);
  }
}

/** Repeats a migration that does not get its locks in time. @throws DatabaseFault when no attempt got them. */
async function retried(name: string, { timeout, tries, pause }: LockPatience, run: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await run();
      return;
    } catch (error) {
      const { code = '' } = error as { code?: string };
      if (!lockFaults.includes(code)) throw error;
      if (attempt >= tries) {
        const reason = `did not get the locks that it needs within ${timeout} ms, ${tries} times`;
        throw new DatabaseFault(
          `The migration ${name} ${reason}. Find the transactions that keep them, and repeat it.`,
          true,
        );
      }
    }
    await sleep(pause);
  }
}

/**
 * Applies the pending migrations in order, each in a transaction unless it says otherwise. Of instances that start at once, one migrates and
 * the others wait. The migrations before one that fails stay applied.
 *
 * @throws DatabaseFault when a migration does not get the locks of its tables.
 */
export function migrateUp(orm: MikroORM, url: string, patience: LockPatience = lockPatience): Promise<string[]> {
  return underMigrationLock(url, async () => {
    const pending = await orm.migrator.getPending();
    for (const { name } of pending) {
      await retried(name, patience, () =>
        withMigrator(orm, url, patience, (migrator) => migrator.up({ migrations: [name] })),
      );
    }
    return pending.map(({ name }) => name);
  });
}

/**
 * Reverts the newest migration.
 *
 * @throws DatabaseFault when it does not get the locks of its tables.
 */
export function migrateDown(orm: MikroORM, url: string, patience: LockPatience = lockPatience): Promise<string[]> {
  return underMigrationLock(url, async () => {
    const newest = (await orm.migrator.getExecuted()).at(-1);
    if (!newest) return [];
    await retried(newest.name, patience, () =>
      withMigrator(orm, url, patience, (migrator) => migrator.down({ migrations: [newest.name] })),
    );
    return [newest.name];
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
