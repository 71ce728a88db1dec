import { ensureDatabase } from '#platform/database/ensure-database.ts';
import { createOrm } from '#platform/database/open-database.ts';
import type { Log } from '#platform/log.ts';
import type { SubgraphName } from '../subgraphs/list.ts';
import { schemaOf } from '../subgraphs/load.ts';
import { withDatabases } from './with-databases.ts';

export type Orm = Awaited<ReturnType<typeof createOrm>>;

/** Runs a command on each database in turn. Creates a missing database. */
export async function onEachDatabase(
  names: readonly SubgraphName[],
  log: Log,
  work: (name: SubgraphName, orm: Orm, url: string) => Promise<void>,
): Promise<void> {
  await withDatabases(names, async (urls) => {
    for (const name of names) {
      const url = urls(name);
      await ensureDatabase(url);
      const orm = await createOrm(await schemaOf(name), { url, poolMax: 2, logSql: false }, log);
      try {
        await work(name, orm, url);
      } finally {
        await orm.close(true);
      }
    }
  });
}
