import { randomUUID } from 'node:crypto';
import type { MigrationObject } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { type EntityClass, type EventSubscriber, MikroORM } from '@mikro-orm/postgresql';
import { limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { ensureDatabase } from './ensure-database.ts';
import { migrateUp } from './migrate.ts';
import { NamedStatementsClient, namedStatementOptions } from './named-statements.ts';
import { type DatabaseWait, waitForDatabase } from './wait-for-database.ts';

/** What is stored in a database, and its history. */
export interface DatabaseSchema {
  entities: EntityClass[];
  migrations: MigrationObject[];
}

export interface DatabaseSettings {
  url: string;
  poolMax: number;
  logSql: boolean;
  wait: DatabaseWait;
}

/** Connects nothing yet: that happens at the first query. */
export function createOrm(
  schema: DatabaseSchema,
  settings: Pick<DatabaseSettings, 'url' | 'poolMax' | 'logSql'>,
  log: Log,
  subscribers: EventSubscriber[] = [],
): Promise<MikroORM> {
  return MikroORM.init({
    clientUrl: settings.url,
    // Of its own: in one process, what one database's transaction calls must not end up in it when it is about another's.
    contextName: randomUUID(),
    entities: schema.entities,
    subscribers,
    extensions: [Migrator],
    migrations: { migrationsList: schema.migrations, snapshot: false, tableName: 'migrations' },
    pool: { min: 0, max: settings.poolMax, idleTimeoutMillis: 30_000 },
    // A row that points at a deleted one is not deleted itself: a filter on the one must not hide the other.
    autoJoinRefsForFilters: false,
    driverOptions: {
      Client: NamedStatementsClient,
      statement_timeout: limits.statementTimeout,
      application_name: 'masar',
      options: namedStatementOptions,
    },
    debug: settings.logSql ? ['query', 'query-params'] : false,
    logger: (message) => (settings.logSql ? log.info(message) : log.debug(message)),
    colors: false,
  });
}

/**
 * A database ready for use: waits for the server, creates the database if it is missing, and applies what is pending.
 * Throws when the server stays away or a migration fails, with nothing left open.
 */
export async function openDatabase(
  schema: DatabaseSchema,
  settings: DatabaseSettings,
  log: Log,
  subscribers: EventSubscriber[] = [],
): Promise<MikroORM> {
  await waitForDatabase(settings.url, settings.wait, log);
  await ensureDatabase(settings.url);
  const orm = await createOrm(schema, settings, log, subscribers);
  try {
    const applied = await migrateUp(orm, settings.url);
    if (applied.length > 0) log.info({ applied }, 'migrated');
    return orm;
  } catch (error) {
    await orm.close(true);
    throw error;
  }
}
