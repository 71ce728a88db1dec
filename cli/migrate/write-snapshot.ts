import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ensureDatabase } from '#platform/database/ensure-database.ts';
import { migrateUp } from '#platform/database/migrate.ts';
import { createOrm, type DatabaseSchema } from '#platform/database/open-database.ts';
import { onServer } from '#platform/database/server-url.ts';
import { withClient } from '#platform/database/with-client.ts';
import type { Log } from '#platform/log.ts';
import { projectRoot } from '#platform/settings.ts';
import type { DatabaseName } from '../databases.ts';
import { dumpDatabase, dumpScript } from './dump-database.ts';

/**
 * Applies all migrations of a service to an empty database of its own on the server, which it drops afterwards, and writes
 * the result to `migrations/NAME/snapshots/MIGRATION.sql`, named after the newest of them. Returns that path.
 */
export async function writeSnapshot(
  service: DatabaseName,
  schema: DatabaseSchema,
  server: string,
  log: Log,
  root: string = projectRoot,
): Promise<string> {
  const newest = schema.migrations.at(-1)?.name;
  const file = path.join('migrations', service, 'snapshots', `${newest}.sql`);
  const script = await withScratchDatabase(server, async (url) => {
    const orm = await createOrm(schema, { url, poolMax: 2, logSql: false }, log);
    try {
      await migrateUp(orm, url);
    } finally {
      await orm.close(true);
    }
    return withClient(url, async (client) => dumpScript(await dumpDatabase(client)));
  });
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), `-- The ${service} database after ${newest}.\n${script}`);
  return file;
}

async function withScratchDatabase<T>(server: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `masar_snapshot_${randomUUID()}`;
  await ensureDatabase(onServer(server, name));
  try {
    return await work(onServer(server, name));
  } finally {
    await withClient(onServer(server, 'postgres'), (client) => client.query(`drop database "${name}" with (force)`));
  }
}
