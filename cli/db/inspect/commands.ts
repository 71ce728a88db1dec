import { Command, Option } from 'commander';
import { withClient } from '#platform/database/with-client.ts';
import { processEnvironment } from '#platform/settings.ts';
import { type DatabaseName, databaseNames, databasesIn } from '../../databases.ts';
import { wholeNumber } from '../../whole-number.ts';
import { withDatabases } from '../../with-databases.ts';
import { activity } from './activity.ts';
import type { Inspection } from './inspection.ts';
import { locks } from './locks.ts';
import { poolsOfPgbouncer } from './pgbouncer.ts';
import { pool } from './pool.ts';
import { size } from './size.ts';
import { slow } from './slow.ts';
import { type Columns, defaultWidth, type Row, tableOf } from './table.ts';

const maxRows = 1_000;
const defaultRows = 20;

/** `size`, `slow`, `locks`, `activity` and `pool` of `masar db`. */
export function inspectionCommands(): Command[] {
  const ofPool = commandOf(pool).option(
    '--pgbouncer <url>',
    'the pools of PgBouncer instead, by the URL of its console',
  );
  return [...[size, slow, locks, activity].map(commandOf), ofPool];
}

interface InspectionOptions {
  service?: DatabaseName;
  limit: number;
  json?: boolean;
  pgbouncer?: string;
}

function commandOf(inspection: Inspection): Command {
  return new Command(inspection.name)
    .description(inspection.description)
    .addOption(new Option('--service <name>', 'one database').choices([...databaseNames]))
    .option('--limit <number>', 'the most rows', wholeNumber(1, maxRows), defaultRows)
    .option('--json', 'print the rows as JSON, with whole statements')
    .action(async ({ service, limit, json = false, pgbouncer }: InspectionOptions) => {
      if (pgbouncer) return print(await poolsOfPgbouncer(pgbouncer, limit), json);
      const names = service ? [service] : databasesIn(processEnvironment());
      await withDatabases(names, async (urls) => {
        const found = await Promise.all(
          names.map(async (name) => ({
            name,
            ...(await withClient(urls(name), (client) => inspection.inspect(client, limit))),
          })),
        );
        const rows = found.flatMap((each) => each.rows.map((row) => ({ database: each.name, ...row })));
        rows.sort(byGreatest(inspection.sortedBy));
        const remarks = Map.groupBy(found, ({ remark }) => remark);
        const columns = { database: 'database', ...inspection.columns };
        if (json || remarks.has(undefined)) print({ ...inspection, columns, rows: rows.slice(0, limit) }, json);
        remarks.delete(undefined);
        for (const [remark, of] of remarks) console.error(`${of.map(({ name }) => name).join(', ')}: ${remark}`);
      });
    });
}

const byGreatest =
  (name: string) =>
  (one: Row, other: Row): number =>
    Number(other[name] ?? Number.NEGATIVE_INFINITY) - Number(one[name] ?? Number.NEGATIVE_INFINITY);

function print({ rows, columns, none }: { rows: readonly Row[]; columns: Columns; none: string }, json: boolean): void {
  if (json) console.log(JSON.stringify(rows, null, 2));
  else console.log(rows.length > 0 ? tableOf(rows, columns, process.stdout.columns ?? defaultWidth) : none);
}
