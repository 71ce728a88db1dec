import { DatabaseFault } from '#platform/database/connection-fault.ts';
import { ensureDatabase } from '#platform/database/ensure-database.ts';
import { migrationStatus } from '#platform/database/migrate.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { oneTry, waitForDatabase } from '#platform/database/wait-for-database.ts';
import type { Log } from '#platform/log.ts';
import type { SettingsRules } from '#platform/settings.ts';
import { type DatabaseName, schemaOf } from './databases.ts';
import { type DatabaseUrls, withDatabases } from './with-databases.ts';

export type Orm = Awaited<ReturnType<typeof createOrm>>;

type Work<Name extends DatabaseName> = (name: Name, orm: Orm, url: string) => Promise<void>;

/**
 * Runs a command on each database in turn. Creates a missing database.
 *
 * @throws SettingsFault with every fault, those of `rules` too; DatabaseFault when a database cannot be used.
 */
export async function onEachDatabase<Name extends DatabaseName>(
  names: readonly Name[],
  log: Log,
  work: Work<Name>,
  rules?: SettingsRules,
): Promise<void> {
  const onEach = async (urls: DatabaseUrls): Promise<void> => {
    for (const name of names) {
      const url = urls(name);
      await waitForDatabase(url, oneTry, log);
      await ensureDatabase(url);
      const orm = await createOrm(await schemaOf(name), { url, poolMax: 2, logSql: false }, log);
      try {
        await work(name, orm, url);
      } finally {
        await orm.close(true);
      }
    }
  };
  await withDatabases(names, onEach, rules);
}

/** PostgreSQL's codes for a schema, a table and a column that do not exist. */
const undefinedCodes = ['3F000', '42P01', '42703'];

/** Work that needs the tables of the database. @throws DatabaseFault when they are missing because migrations are pending. */
export const onMigratedDatabase =
  <Name extends DatabaseName>(work: Work<Name>): Work<Name> =>
  async (name, orm, url) => {
    try {
      await work(name, orm, url);
    } catch (error) {
      const { code = '' } = error as { code?: string };
      if (!undefinedCodes.includes(code) || (await migrationStatus(orm)).pending.length === 0) throw error;
      const reason = `The database of ${name} lacks tables that this command needs`;
      throw new DatabaseFault(`${reason}. Run \`npm run migrate -- up --service ${name}\` first.`, false);
    }
  };
