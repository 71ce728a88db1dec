import pg from 'pg';
import { ensureDatabase } from '#platform/database/ensure-database.ts';
import { migrateUp } from '#platform/database/migrate.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { onServer } from '#platform/database/server-url.ts';
import { silent } from '#test-kit/templates.ts';
import { withPostgres } from '#test-kit/with-postgres.ts';
import { listAccounts } from '../../subgraphs/users/domain/accounts/list-accounts.ts';
import { database } from '../../subgraphs/users/service.ts';
import { makeManyAccounts } from '../../subgraphs/users/testing/many-accounts.ts';
import { searches } from '../../subgraphs/users/testing/searches.ts';

const accounts = 1_000_000;
/** Rows that a sequential scan may read: a count ends when it has found 10,000 accounts, and does not need an index for common names. */
const mostScanned = 100_000;
const orders = ['CREATED_DESC', 'CREATED_ASC'] as const;

/**
 * Searches a million accounts, with the count of what is found, and prints the times. Throws if sequential scans
 * read much of a large table.
 */
export async function soakAccounts(minutes: number): Promise<void> {
  await withPostgres(async (server) => {
    const url = onServer(server, 'user');
    await ensureDatabase(url);
    const orm = await createOrm(database, { url, poolMax: 1, logSql: false }, silent);
    await migrateUp(orm, url);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await makeManyAccounts(client, accounts, new Date());
    const scans = async () => {
      await client.query('select pg_stat_clear_snapshot()');
      const { rows } = await client.query<{ scans: number; rows: number }>(
        `select sum(seq_scan)::int as scans, sum(seq_tup_read)::int as rows from pg_stat_user_tables
         where relname in ('drivers', 'passengers')`,
      );
      return rows[0] ?? { scans: 0, rows: 0 };
    };
    await client.query('select pg_stat_force_next_flush()');
    const before = await scans();
    const times = new Map(Object.keys(searches).map((name) => [name, { page: [] as number[], count: [] as number[] }]));
    for (const end = Date.now() + minutes * 60_000; Date.now() < end; ) {
      for (const [name, search] of Object.entries(searches)) {
        for (const orderBy of orders) {
          const begun = performance.now();
          const page = await listAccounts(orm.em.fork(), { filter: { search }, orderBy });
          const read = performance.now();
          await page.totalCount();
          times.get(name)?.page.push(read - begun);
          times.get(name)?.count.push(performance.now() - read);
        }
      }
    }
    await orm.close(true);
    const after = await scans();
    await client.end();
    console.table(
      [...times].map(([name, { page, count }]) => ({
        search: name,
        runs: page.length,
        'page, ms': quantiles(page),
        'count, ms': quantiles(count),
      })),
    );
    const scanned = (after.rows - before.rows) / Math.max(1, after.scans - before.scans);
    if (scanned > mostScanned) throw new Error(`sequential scans read ${scanned} rows each`);
  });
}

/** The median and the maximum. */
function quantiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${sorted[Math.floor(sorted.length / 2)]?.toFixed(1)}, at most ${sorted.at(-1)?.toFixed(1)}`;
}
