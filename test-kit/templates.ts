import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ensureDatabase } from '#platform/database/ensure-database.ts';
import { migrateUp } from '#platform/database/migrate.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { onServer } from '#platform/database/server-url.ts';
import { createLog, type LogLevel } from '#platform/log.ts';
import { type DatabaseName, databaseNames, schemaOf } from '../cli/databases.ts';

/** A log that writes nothing unless TEST_LOG_LEVEL is set. */
export const silent = createLog({ name: 'test', level: (process.env.TEST_LOG_LEVEL ?? 'silent') as LogLevel });

/** Creates a migrated copy of each database, which tests clone. */
export async function makeTemplates(server: string, names: readonly DatabaseName[] = databaseNames): Promise<void> {
  for (const name of names) {
    const url = onServer(server, templateName(name));
    await dropDatabase(server, templateName(name));
    await ensureDatabase(url);
    const orm = await createOrm(await schemaOf(name), { url, poolMax: 2, logSql: false }, silent);
    await migrateUp(orm, url);
    await orm.close(true);
  }
}

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** Creates a database: a clone of the migrated template, or an empty one. The caller drops it. */
export async function testDatabase(name: DatabaseName, empty = false): Promise<TestDatabase> {
  const server = serverUrl();
  const database = `test_${name}_${randomUUID()}`;
  const template = empty ? 'template0' : templateName(name);
  await onPostgres(server, `create database "${database}" template "${template}"`);
  return { url: onServer(server, database), drop: () => dropDatabase(server, database) };
}

/** The URL of the PostgreSQL that the tests run on. */
export function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error('TEST_DATABASE_URL is not set: the global setup of the tests did not run');
  return url;
}

const templateName = (name: DatabaseName): string => `masar_test_template_${name}`;

function dropDatabase(server: string, database: string): Promise<void> {
  return onPostgres(server, `drop database if exists "${database}" with (force)`);
}

async function onPostgres(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: onServer(server, 'postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
