import { createHash } from 'node:crypto';
import pg from 'pg';
import { ensureDatabase } from '#platform/database/ensure-database.ts';
import { migrateUp } from '#platform/database/migrate.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { createLog, type LogLevel } from '#platform/log.ts';
import { onServer, type SubgraphName, subgraphNames } from '#platform/subgraph/settings.ts';
import { schemaOf } from '../subgraphs/schemas.ts';

/** Says nothing, unless TEST_LOG_LEVEL asks for it. */
export const silent = createLog({ name: 'test', level: (process.env.TEST_LOG_LEVEL ?? 'silent') as LogLevel });

/** A migrated database of each subgraph, for the tests to clone. */
export async function makeTemplates(server: string, names: readonly SubgraphName[] = subgraphNames): Promise<void> {
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

let made = 0;

/** A database of the test's own, cloned from the migrated template, or empty. Drop it when done. */
export async function testDatabase(name: SubgraphName, empty = false): Promise<TestDatabase> {
  const server = serverUrl();
  const database = `test_${name}_${createHash('sha1').update(`${process.pid} ${Math.random()}`).digest('hex').slice(0, 10)}_${made++}`;
  const template = empty ? 'template0' : templateName(name);
  await onPostgres(server, `create database "${database}" template "${template}"`);
  return { url: onServer(server, database), drop: () => dropDatabase(server, database) };
}

export function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error('the tests were started without their global set-up');
  return url;
}

const templateName = (name: SubgraphName): string => `masar_test_template_${name}`;

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
