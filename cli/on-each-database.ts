import { ensureDatabase } from '#platform/database/ensure-database.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { oneTry, waitForDatabase } from '#platform/database/wait-for-database.ts';
import type { Log } from '#platform/log.ts';
import type { SettingsRules } from '#platform/settings.ts';
import { type DatabaseName, schemaOf } from './databases.ts';
import { type DatabaseUrls, withDatabases } from './with-databases.ts';

export type Orm = Awaited<ReturnType<typeof createOrm>>;

/**
 * Runs a command on each database in turn. Creates a missing database.
 *
 * @throws SettingsFault with every fault, those of `rules` too; DatabaseFault when a database cannot be used.
 */
export async function onEachDatabase<Name extends DatabaseName>(
  names: readonly Name[],
  log: Log,
  work: (name: Name, orm: Orm, url: string) => Promise<void>,
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
