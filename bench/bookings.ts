import { parseArgs } from 'node:util';
import pg from 'pg';
import { openDatabase } from '#platform/database/open-database.ts';
import { onServer } from '#platform/database/server-url.ts';
import { createLog } from '#platform/log.ts';
import { projectRoot } from '#platform/settings.ts';
import { until } from '#test-kit/until.ts';
import { withPostgres } from '#test-kit/with-postgres.ts';
import { database } from '../subgraphs/trips/service.ts';
import { insertBookableTrips } from '../subgraphs/trips/testing/bookable-trips.ts';
import type { Booker } from './bookings/booker.ts';
import { checkTrips } from './bookings/check-trips.ts';
import { floorBooker } from './bookings/floor.ts';
import { ourBooker } from './bookings/ours.ts';
import { gatewayBooker } from './bookings/through-gateway.ts';
import { countedCrowd, flashCrowd, spreadOver } from './bookings/workloads.ts';
import { printReport, ratioOf, spreadOf, writeReport } from './report.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    /** Measures only the way through the gateway, and writes no report. */
    gateway: { type: 'boolean', default: false },
    /** Another copy of the project, whose servers are measured in alternation with those of this one. */
    beside: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
const poolMax = 10;
const spread = { trips: 2_000, milliseconds: 2_000 };
const flash = { crowd: 5_000, callers: 128, seats: 45 };

type Figures = Record<string, number>;

type Workload = (booker: Booker, client: pg.Client) => Promise<{ requests: number; figures: Figures }>;

const workloads: Record<string, Workload> = {
  ...Object.fromEntries(
    [16, 128].map((callers): [string, Workload] => [
      `spread ${callers}`,
      async (booker, client) => {
        const tripIds = await insertBookableTrips(client, spread.trips);
        const { booked, ...figures } = await spreadOver(booker, tripIds, callers, spread.milliseconds);
        await checkTrips(client, tripIds, booked);
        return { requests: booked, figures };
      },
    ]),
  ),
  ...mapValues(
    { flash: flashCrowd, 'flash counted': countedCrowd },
    (crowd): Workload =>
      async (booker, client) => {
        const [tripId = ''] = await insertBookableTrips(client, 1);
        const figures = await crowd(booker, tripId, flash);
        await checkTrips(client, [tripId], flash.seats);
        return { requests: flash.crowd, figures: { ...figures } };
      },
  ),
};

/** Runs the work, and adds the processor time of each part for one request. That of sending its events is included. */
async function withTimes(booker: Booker, client: pg.Client, work: Workload): Promise<Figures> {
  const before = await booker.processorTime?.();
  const { requests, figures } = await work(booker, client);
  if (!before) return figures;
  await until(async () => {
    const { rows } = await client.query("select from messaging.outbox where status = 'PENDING' limit 1");
    return rows.length === 0;
  });
  const after = (await booker.processorTime?.()) ?? new Map<string, number>();
  const times = [...after].map(([part, time]) => [`${part} ms`, (time - (before.get(part) ?? 0)) / requests]);
  return { ...figures, ...Object.fromEntries(times) };
}

/** Measures the bookers in alternation. The first round warms up connections, plans and table statistics, and is not counted. */
async function alternate(bookers: readonly Booker[], record: (name: string, figures: Figures) => void): Promise<void> {
  const sides: [Booker, pg.Client][] = [];
  for (const booker of bookers) {
    const client = new pg.Client({ connectionString: booker.databaseUrl });
    await client.connect();
    sides.push([booker, client]);
  }
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const [workload, work] of Object.entries(workloads)) {
        for (const [booker, client] of round % 2 === 0 ? sides : sides.toReversed()) {
          if (workload === 'flash counted' && !booker.bookAny) continue;
          await client.query('checkpoint');
          const figures = await withTimes(booker, client, work);
          if (round > 0) record(`${workload} ${booker.name}`, figures);
        }
      }
      for (const [, client] of sides) await client.query('vacuum analyze');
    }
  } finally {
    for (const [booker, client] of sides) {
      await client.end();
      await booker.stop();
    }
  }
}

/** Measures the floor, our use case and the way through the gateway, and checks the stored rows after each. */
async function run(server: string): Promise<void> {
  const newDatabase = async (name: string) => {
    const url = onServer(server, name);
    const wait = { tries: 1, seconds: 0 };
    const log = createLog({ name: 'bench', level: 'error' });
    await (await openDatabase(database, { url, poolMax: 2, logSql: false, wait }, log)).close(true);
    return url;
  };
  const measured = new Map<string, Figures[]>();
  const record = (name: string, figures: Figures) => measured.set(name, [...(measured.get(name) ?? []), figures]);
  const url = await newDatabase('trip');
  if (!options.gateway) await alternate([floorBooker(url, poolMax), await ourBooker(url, poolMax)], record);
  // Measured separately, because these servers would slow down the others.
  const throughGateway = [await gatewayBooker({ name: 'gateway', root: projectRoot, databaseUrl: url })];
  if (options.beside) {
    const databaseUrl = await newDatabase('beside');
    throughGateway.push(await gatewayBooker({ name: 'gateway beside', root: options.beside, databaseUrl }));
  }
  await alternate(throughGateway, record);

  const of = (name: string, figure: string) => (measured.get(name) ?? []).map((each) => each[figure] ?? Number.NaN);
  const ratio = (workload: string, figure: string, [one, other]: readonly [string, string]) =>
    ratioOf(of(`${workload} ${one}`, figure), of(`${workload} ${other}`, figure));
  const ours = ['ours', 'floor'] as const;
  const spreadRatio = (callers: number) => ratio(`spread ${callers}`, 'bookingsPerSecond', ours);
  const copies = ['gateway', 'gateway beside'] as const;
  const report = {
    command: `npm run bench:bookings -- --rounds ${rounds}`,
    rounds,
    rows: [...measured].map(([name, each]) => ({
      name,
      ...Object.fromEntries(Object.keys(each[0] ?? {}).map((figure) => [figure, spreadOf(of(name, figure))])),
    })),
    ratios: {
      ...(options.gateway
        ? {}
        : {
            spread: Math.min(spreadRatio(16), spreadRatio(128)),
            spread16: spreadRatio(16),
            spread128: spreadRatio(128),
            flash: ratio('flash', 'refusalsPerSecond', ours),
            flashCounted: ratioOf(of('flash counted ours', 'refusalsPerSecond'), of('flash ours', 'refusalsPerSecond')),
            flashP99: ratio('flash', 'p99', ours),
          }),
      ...(options.beside
        ? {
            'gateway spread16': ratio('spread 16', 'bookingsPerSecond', copies),
            'gateway spread128': ratio('spread 128', 'bookingsPerSecond', copies),
            'gateway flash': ratio('flash', 'refusalsPerSecond', copies),
            'gateway flashCounted': ratio('flash counted', 'refusalsPerSecond', copies),
          }
        : {}),
    },
  };
  if (options.gateway || options.beside) printReport(report);
  else await writeReport('bookings', report);
}

function mapValues<Value, Result>(
  values: Record<string, Value>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

await withPostgres(run);
