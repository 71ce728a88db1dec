import { randomUUID } from 'node:crypto';
import type { MigrationObject } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { type EntityClass, type EventSubscriber, MikroORM } from '@mikro-orm/postgresql';
import type { Log } from '../log.ts';
import { checkPooledSession } from './check-pooled-session.ts';
import { ensureDatabase } from './ensure-database.ts';
import { migrateUp } from './migrate.ts';
import { NamedStatementsClient, namedStatementOptions } from './named-statements.ts';
import { AbortedTransactions } from './statement-signal.ts';
import { type DatabaseWait, waitForConnection, waitForDatabase } from './wait-for-database.ts';

/** The longest time that a statement may run, in milliseconds. */
const statementTimeout = 15_000;

/** The longest wait for a connection, of the pool or to the server, in milliseconds: less than callers of a subgraph wait. */
const connectionTimeout = 8_000;

/** The time after which the pool closes an idle connection, in milliseconds. */
const idleTimeout = 30_000;

/** The entities of a database, and the migrations that create their tables. */
export interface DatabaseSchema {
  entities: EntityClass[];
  migrations: MigrationObject[];
}

export interface DatabaseSettings {
  url: string;
  /** The URL for what needs a session of its own, past PgBouncer; by default `url`. */
  directUrl?: string;
  /** Whether statements are prepared by name, which a pooler has to support; by default they are. */
  namedStatements?: boolean;
  poolMax: number;
  /** Whether statements are logged. Their values are personal data. */
  logSql: boolean | 'without values';
  wait: DatabaseWait;
}

/** Connects at the first query. */
export function createOrm(
  schema: DatabaseSchema,
  settings: Pick<DatabaseSettings, 'url' | 'poolMax' | 'logSql' | 'namedStatements'>,
  log: Log,
  subscribers: EventSubscriber[] = [],
): Promise<MikroORM> {
  return MikroORM.init({
    clientUrl: settings.url,
    // Unique: in one process, a call to another database inside a transaction must not join that transaction.
    contextName: randomUUID(),
    entities: schema.entities,
    subscribers: [new AbortedTransactions(), ...subscribers],
    extensions: [Migrator],
    migrations: { migrationsList: schema.migrations, snapshot: false, tableName: 'migrations' },
    // Functions are described by migrations alone.
    schemaGenerator: { ignoreRoutines: true },
    pool: { min: 0, max: settings.poolMax, idleTimeoutMillis: idleTimeout },
    // A row stays visible when the row that it refers to is deleted.
    autoJoinRefsForFilters: false,
    driverOptions: {
      Client: NamedStatementsClient,
      namedStatements: settings.namedStatements ?? true,
      statement_timeout: statementTimeout,
      connectionTimeoutMillis: connectionTimeout,
      application_name: 'masar',
      options: namedStatementOptions,
    },
    debug: settings.logSql ? ['query', ...(settings.logSql === true ? (['query-params'] as const) : [])] : false,
    logger: (message) => (settings.logSql ? log.info(message) : log.debug(message)),
    colors: false,
  });
}

/**
 * Waits for the server, creates the database if it is missing, applies the pending migrations, and waits for the pooler if there is one.
 * Throws, with no connection left open, when a server does not answer or a migration fails.
 */
export async function openDatabase(
  schema: DatabaseSchema,
  settings: DatabaseSettings,
  log: Log,
  subscribers: EventSubscriber[] = [],
): Promise<MikroORM> {
  const { url, directUrl = url, wait } = settings;
  await waitForDatabase(directUrl, wait, log);
  await ensureDatabase(directUrl);
  if (url !== directUrl) await waitForConnection(url, wait, log);
  const orm = await createOrm(schema, settings, log, subscribers);
  try {
    if (url !== directUrl) await checkPooledSession(orm, url, log);
    const applied = await migrateUp(orm, directUrl);
    if (applied.length > 0) log.info({ applied }, 'migrated');
    return orm;
  } catch (error) {
    await orm.close(true);
    throw error;
  }
}
