import { isDeepStrictEqual, parseArgs } from 'node:util';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import { createOrm, openDatabase } from '#platform/database/open-database.ts';
import { onServer } from '#platform/database/server-url.ts';
import { createLog } from '#platform/log.ts';
import { withPostgres } from '#test-kit/with-postgres.ts';
import { searchTrips, type TripFilter } from '../subgraphs/trips/domain/trips/search-trips.ts';
import type { TripOrder } from '../subgraphs/trips/domain/trips/trip-orders.ts';
import { database } from '../subgraphs/trips/service.ts';
import { makeManyTrips } from '../subgraphs/trips/testing/many-trips.ts';
import { percentile, ratioOf, spreadOf, writeReport } from './report.ts';

const { values: options } = parseArgs({ options: { trips: { type: 'string', default: '1000000' } } });
const trips = Number(options.trips);
const rounds = 9;
const pagesPerRound = 40;
const now = new Date('2030-05-01T00:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

const searches: { name: string; filter: TripFilter; order: TripOrder }[] = [
  { name: 'a route', filter: { fromCity: 'Riyadh', toCity: 'جدة' }, order: 'DEPARTURE_ASC' },
  { name: 'a route, cheapest', filter: { fromCity: 'Riyadh', toCity: 'Jeddah' }, order: 'PRICE_ASC' },
  {
    name: 'a route on a day, two seats',
    filter: {
      fromCity: 'Jeddah',
      toCity: 'Makkah',
      departureAfter: inDays(3),
      departureBefore: inDays(4),
      minAvailableSeats: 2,
    },
    order: 'DEPARTURE_ASC',
  },
  { name: 'from a city', filter: { fromCity: 'Dammam' }, order: 'DEPARTURE_ASC' },
  { name: 'anywhere', filter: {}, order: 'DEPARTURE_ASC' },
  { name: 'anywhere, newest', filter: {}, order: 'CREATED_DESC' },
];

/** Returns the only statement that a search runs. */
async function statementOf(em: EntityManager, search: () => Promise<unknown>): Promise<CompiledQuery> {
  const kysely = em.getKysely();
  const run = kysely.executeQuery;
  const seen: CompiledQuery[] = [];
  kysely.executeQuery = function (this: typeof kysely, query: CompiledQuery) {
    seen.push(query);
    return run.call(this, query);
  } as typeof run;
  await search().finally(() => {
    kysely.executeQuery = run;
  });
  const [only] = seen;
  if (!only || seen.length > 1) throw new Error(`a page ran ${seen.length} statements instead of one`);
  return only;
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ took: number; result: Result }> {
  const since = performance.now();
  const result = await work();
  return { took: performance.now() - since, result };
}

/** Measures pages by our use case and by its bare statement in alternation. Throws unless both return the same trips in the same order. */
async function run(server: string): Promise<void> {
  const url = onServer(server, 'trip');
  const log = createLog({ name: 'bench', level: 'error' });
  await (await openDatabase(database, { url, poolMax: 1, logSql: false, wait: { tries: 1, seconds: 0 } }, log)).close();
  const filler = new pg.Client({ connectionString: url });
  await filler.connect();
  await makeManyTrips(filler, { trips, booked: 0.57, now });
  const { rows: counts } = await filler.query(
    'select (select count(*) from trips)::int as trips, (select count(*) from seat_bookings)::int as bookings',
  );
  console.log(`${counts[0].trips} trips, ${counts[0].bookings} bookings`);
  await filler.end();

  const orm = await createOrm(database, { url, poolMax: 1, logSql: false }, log);
  const bare = new pg.Client({ connectionString: url, options: '-c plan_cache_mode=force_generic_plan' });
  await bare.connect();
  const page = (search: (typeof searches)[number], after: string | null = null) =>
    searchTrips(orm.em.fork(), search.filter, search.order, { after }, now);

  const ours: number[] = [];
  const floor: number[] = [];
  const rows = new Map<string, number[]>();
  const record = (name: string, took: number) => rows.set(name, [...(rows.get(name) ?? []), took]);
  const statements = new Map<string, CompiledQuery>();
  for (const search of searches) statements.set(search.name, await statementOf(orm.em, () => page(search)));

  const [departures] = searches.filter(({ name }) => name === 'anywhere');
  if (!departures) throw new Error('no search is called anywhere');
  let deep: string | null = null;
  for (let at = 1; at < 1_000; at++) deep = (await page(departures, deep)).pageInfo.endCursor;
  const first: number[] = [];
  const thousandth: number[] = [];
  const counted: number[] = [];

  for (let round = 0; round <= rounds; round++) {
    const times = { ours: [] as number[], floor: [] as number[], first: [] as number[], thousandth: [] as number[] };
    for (let time = 0; time < pagesPerRound; time++) {
      for (const search of searches) {
        const { sql, parameters } = statements.get(search.name) as CompiledQuery;
        const values = [...parameters];
        const viaUseCase = () => timed(() => page(search));
        const viaStatement = () => timed(() => bare.query({ name: search.name, text: sql, values }));
        const [mine, theirs] =
          time % 2 === 0
            ? [await viaUseCase(), await viaStatement()]
            : await viaStatement().then(async (result) => [await viaUseCase(), result] as const);
        const found = mine.result.edges.map(({ node }) => node.id);
        const expected = theirs.result.rows.slice(0, 20).map(({ id }) => id as string);
        if (found.length === 0 || !isDeepStrictEqual(found, expected))
          throw new Error(`${search.name}: the use case and the statement returned different trips`);
        times.ours.push(mine.took);
        times.floor.push(theirs.took);
        if (round > 0) {
          record(`${search.name}: ours`, mine.took);
          record(`${search.name}: floor`, theirs.took);
        }
      }
      const [near, far] = [await timed(() => page(departures)), await timed(() => page(departures, deep))];
      if (near.result.edges.length !== 20 || far.result.edges.length !== 20) throw new Error('a page is not full');
      times.first.push(near.took);
      times.thousandth.push(far.took);
    }
    const { totalCount } = await page(departures);
    const count = await timed(totalCount);
    if (round === 0) continue;
    ours.push(percentile(times.ours, 0.5));
    floor.push(percentile(times.floor, 0.5));
    first.push(percentile(times.first, 0.5));
    thousandth.push(percentile(times.thousandth, 0.5));
    counted.push(count.took);
  }
  await bare.end();
  await orm.close(true);

  const milliseconds = (name: string, values: readonly number[]) => ({ name, milliseconds: spreadOf(values) });
  await writeReport('search', {
    command: `npm run bench:search${trips === 1_000_000 ? '' : ` -- --trips ${trips}`}`,
    rounds,
    rows: [
      ...[...rows].map(([name, values]) => milliseconds(name, values)),
      milliseconds('median page: ours', ours),
      milliseconds('median page: floor', floor),
      milliseconds('page 1', first),
      milliseconds('page 1,000', thousandth),
      milliseconds('totalCount', counted),
    ],
    ratios: { searchMedian: ratioOf(ours, floor), searchDepth: ratioOf(thousandth, first) },
  });
}

await withPostgres(run);
