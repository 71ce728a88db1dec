import pg from 'pg';
import { openDatabase } from '#platform/database/open-database.ts';
import { onServer } from '#platform/database/server-url.ts';
import { createLog } from '#platform/log.ts';
import { withPostgres } from '#test-kit/with-postgres.ts';
import { database } from '../subgraphs/trips/service.ts';
import { insertBookableTrips } from '../subgraphs/trips/testing/bookable-trips.ts';
import type { Booker } from './bookings/booker.ts';
import { checkTrips } from './bookings/check-trips.ts';
import { floorBooker } from './bookings/floor.ts';
import { ourBooker } from './bookings/ours.ts';
import { gatewayBooker } from './bookings/through-gateway.ts';
import { countedCrowd, flashCrowd, spreadOver } from './bookings/workloads.ts';
import { ratioOf, spreadOf, writeReport } from './report.ts';

const rounds = 5;
const poolMax = 10;
const spread = { trips: 2_000, milliseconds: 2_000 };
const flash = { crowd: 5_000, callers: 128, seats: 45 };

type Figures = Record<string, number>;

/** Measures the floor, our use case and the way through the gateway in alternation, and checks the stored rows after each. */
async function run(server: string): Promise<void> {
  const url = onServer(server, 'trip');
  const wait = { tries: 1, seconds: 0 };
  const log = createLog({ name: 'bench', level: 'error' });
  await (await openDatabase(database, { url, poolMax: 2, logSql: false, wait }, log)).close(true);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const pair = [floorBooker(url, poolMax), await ourBooker(url, poolMax)];
  const measured = new Map<string, Figures[]>();
  const record = (name: string, figures: Figures) => measured.set(name, [...(measured.get(name) ?? []), figures]);

  const workloads: [string, (booker: Booker) => Promise<Figures>][] = [
    ...[16, 128].map((callers): [string, (booker: Booker) => Promise<Figures>] => [
      `spread ${callers}`,
      async (booker) => {
        const tripIds = await insertBookableTrips(client, spread.trips);
        const { booked, ...figures } = await spreadOver(booker, tripIds, callers, spread.milliseconds);
        await checkTrips(client, tripIds, booked);
        return figures;
      },
    ]),
    ...Object.entries({ flash: flashCrowd, 'flash counted': countedCrowd }).map(
      ([name, crowd]): [string, (booker: Booker) => Promise<Figures>] => [
        name,
        async (booker) => {
          const [tripId = ''] = await insertBookableTrips(client, 1);
          const figures = await crowd(booker, tripId, flash);
          await checkTrips(client, [tripId], flash.seats);
          return { ...figures };
        },
      ],
    ),
  ];

  /** The first round warms up connections, plans and table statistics, and is not counted. */
  const alternate = async (bookers: readonly Booker[]) => {
    for (let round = 0; round <= rounds; round++) {
      for (const [workload, work] of workloads) {
        for (const booker of round % 2 === 0 ? bookers : bookers.toReversed()) {
          if (workload === 'flash counted' && !booker.bookAny) continue;
          await client.query('checkpoint');
          const figures = await work(booker);
          if (round > 0) record(`${workload} ${booker.name}`, figures);
        }
      }
      await client.query('vacuum analyze');
    }
    for (const booker of bookers) await booker.stop();
  };
  await alternate(pair);
  // Measured separately, because a gateway in this process would slow down the others.
  await alternate([await gatewayBooker(server, poolMax)]);
  await client.end();

  const of = (name: string, figure: string) => (measured.get(name) ?? []).map((each) => each[figure] ?? Number.NaN);
  const spreadRatio = (callers: number) =>
    ratioOf(of(`spread ${callers} ours`, 'bookingsPerSecond'), of(`spread ${callers} floor`, 'bookingsPerSecond'));
  await writeReport('bookings', {
    command: 'npm run bench:bookings',
    rounds,
    rows: [...measured].map(([name, each]) => ({
      name,
      ...Object.fromEntries(Object.keys(each[0] ?? {}).map((figure) => [figure, spreadOf(of(name, figure))])),
    })),
    ratios: {
      spread: Math.min(spreadRatio(16), spreadRatio(128)),
      spread16: spreadRatio(16),
      spread128: spreadRatio(128),
      flash: ratioOf(of('flash ours', 'refusalsPerSecond'), of('flash floor', 'refusalsPerSecond')),
      flashCounted: ratioOf(of('flash counted ours', 'refusalsPerSecond'), of('flash ours', 'refusalsPerSecond')),
      flashP99: ratioOf(of('flash ours', 'p99'), of('flash floor', 'p99')),
    },
  });
}

await withPostgres(run);
