import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { createClient } from 'redis';
import { onServer } from '#platform/database/server-url.ts';
import type { ProcessService } from '#test-kit/process-service.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { databaseNameOf } from '../subgraphs/list.ts';
import { insertBookableTrips } from '../subgraphs/trips/testing/bookable-trips.ts';
import { makeManyTrips } from '../subgraphs/trips/testing/many-trips.ts';
import { type FaultPlatform, startFaultPlatform } from '../tests/faults/platform.ts';
import { cpuOf } from './cpu-of.ts';
import { type Row, spreadOf, writeReport } from './report.ts';
import { measureRows } from './scale/measure-rows.ts';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, trips: { type: 'string', default: '100000' } },
});
const rounds = Number(options.rounds);
const callers = 8;
const milliseconds = 4_000;

const card =
  'id fromCity toCity departureTime arrivalTime price status totalSeats availableSeats bookingApproval driver { id fullName }';
const search = `query ($f: TripFilter) { trips(filter: $f, first: 20) {
  totalCount pageInfo { hasNextPage endCursor } edges { cursor node { ${card} } } } }`;
const page = `query ($id: ID!) { trip(id: $id) { ${card} description waitlistLength seats { number status }
  stops { id location stopOrder } vehicle { id name model vehicleType { id name } } } }`;
const book = `mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id seatNumber status price } trip { id } } }`;

/** The time, in milliseconds, in which the CPU of a platform without requests is measured. */
const idleTime = 8_000;

/** CPU of each process for one piece of work of each kind, which does not depend on how busy the machine is. */
async function run(): Promise<void> {
  const platform = await startFaultPlatform();
  try {
    const { pairs, services, sql, keys } = platform;
    const url = pairs[0]?.url ?? '';
    const server = (services.postgres as unknown as { url: string }).url;
    const client = new pg.Client({ connectionString: onServer(server, databaseNameOf('trips')) });
    // When another part fails, the server stops before this connection.
    client.on('error', () => {});
    await client.connect();
    await client.query('truncate trips cascade');
    await makeManyTrips(client, { trips: Number(options.trips), booked: 0.57, now: new Date() });
    const vehicles = await sql<{ id: string; driver: string }>('users', 'select id, driver_id as driver from vehicles');
    await client.query(
      `update trips set driver_id = owned.driver, vehicle_id = owned.vehicle
       from unnest($1::text[], $2::text[]) with ordinality as owned (vehicle, driver, place)
       where place = 1 + abs(hashtext(trips.id) % $3::int)`,
      [vehicles.map(({ id }) => id), vehicles.map(({ driver }) => driver), vehicles.length],
    );
    const popular = await client.query<{ id: string }>(`select id from trips where status = 'SCHEDULED' limit 500`);
    const tokenOf = () => {
      const sub = `p_${randomUUID().replaceAll('-', '')}`;
      return keys.sign({ sub, scope: 'passenger', phone_number: '+966500000001' });
    };
    const request = async (query: string, variables: object, token?: string): Promise<string | undefined> => {
      const { errors } = await requestGraphQL(url, query, variables as Record<string, unknown>, token);
      return errors?.[0]?.extensions.code as string | undefined;
    };
    const expect = async (code: string | undefined, answer: Promise<string | undefined>) => {
      const actual = await answer;
      if (actual !== code) throw new Error(`answered ${actual}, not ${code}`);
    };
    let free: string[] = [];
    const newTrips = async () => {
      free = await insertBookableTrips(client, 1_000);
    };
    const [full = ''] = await insertBookableTrips(client, 1);
    const seatsOf = (seats: object, tripId: string) => ({ input: { tripId, ...seats, idempotencyKey: randomUUID() } });
    for (let number = 1; number <= 45; number++)
      await expect(undefined, request(book, seatsOf({ seatNumbers: [number] }, full), await tokenOf()));
    const cities = ['Riyadh', 'Jeddah', 'Makkah', 'Dammam'];
    const works: { name: string; prepare?: () => Promise<void>; work: (at: number) => Promise<void> }[] = [
      {
        name: 'search',
        work: (at) =>
          expect(undefined, request(search, { f: { fromCity: cities[at % 4], toCity: cities[(at + 1) % 4] } })),
      },
      {
        name: 'trip page',
        work: (at) => expect(undefined, request(page, { id: popular.rows[at % popular.rows.length]?.id })),
      },
      {
        name: 'booking by number',
        prepare: newTrips,
        work: async (at) => {
          const seats = { seatNumbers: [1 + (Math.floor(at / free.length) % 45)] };
          await expect(undefined, request(book, seatsOf(seats, free[at % free.length] ?? ''), await tokenOf()));
        },
      },
      {
        name: 'booking by count',
        prepare: newTrips,
        work: async (at) =>
          expect(undefined, request(book, seatsOf({ seatCount: 1 }, free[at % free.length] ?? ''), await tokenOf())),
      },
      {
        name: 'refusal of a full trip',
        work: async (at) =>
          expect('SEAT_TAKEN', request(book, seatsOf({ seatNumbers: [1 + (at % 45)] }, full), await tokenOf())),
      },
    ];
    const rows: Row[] = [];
    const idle = await idleCpu(platform);
    for (const { name, prepare, work } of works) {
      const rates: number[] = [];
      const costs = new Map<string, number[]>();
      for (let round = 0; round <= rounds; round++) {
        await prepare?.();
        const pids = await pidsOf(platform);
        const before = [...pids].map(([, each]) => cpuOf(each));
        const begun = performance.now();
        const { count, seconds } = await repeat(work);
        await drained(platform);
        const elapsed = performance.now() - begun;
        const used = [...pids].map(([service, each], at) => {
          const cpu = cpuOf(each) - (before[at] ?? 0) - (idle.get(service) ?? 0) * elapsed;
          return [service, Math.max(0, cpu / count)] as const;
        });
        // The first one warms up.
        if (round === 0) continue;
        rates.push(count / seconds);
        for (const [service, cost] of used) costs.set(service, [...(costs.get(service) ?? []), cost]);
      }
      const cpu = Object.fromEntries([...costs].map(([service, each]) => [`${service} ms`, spreadOf(each)]));
      rows.push({ name, perSecond: spreadOf(rates), ...cpu });
    }
    await client.end();
    rows.push(...(await measureRows(sql)));
    await writeReport('costs', { command: 'npm run bench:costs', rounds, rows, ratios: {} });
  } finally {
    await platform.stop();
  }
}

/** What each service uses in a millisecond without requests, such as a poll for events. */
async function idleCpu(platform: FaultPlatform): Promise<Map<string, number>> {
  const pids = await pidsOf(platform);
  const before = [...pids].map(([, each]) => cpuOf(each));
  await sleep(idleTime);
  return new Map([...pids].map(([service, each], at) => [service, (cpuOf(each) - (before[at] ?? 0)) / idleTime]));
}

async function repeat(work: (at: number) => Promise<void>): Promise<{ count: number; seconds: number }> {
  const begun = performance.now();
  let count = 0;
  const call = async () => {
    while (performance.now() < begun + milliseconds) await work(count++);
  };
  await Promise.all(Array.from({ length: callers }, call));
  return { count, seconds: (performance.now() - begun) / 1_000 };
}

/** The processes of each service. */
async function pidsOf({ services, sql }: FaultPlatform): Promise<Map<string, number[]>> {
  const pidOf = (name: 'gateway' | 'trips' | 'users' | 'notifications') => {
    const { pid } = services[name] as ProcessService;
    return pid === undefined ? [] : [pid];
  };
  const backends = await sql<{ pid: number }>('trips', 'select pid from pg_stat_activity');
  const redis = createClient({ url: (services.redis as unknown as { url: string }).url });
  await redis.connect();
  const redisPid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
  redis.destroy();
  return new Map([
    ['gateway', pidOf('gateway')],
    ['trips', pidOf('trips')],
    ['users', pidOf('users')],
    ['notifications', pidOf('notifications')],
    ['postgres', backends.map(({ pid }) => pid)],
    ['redis', [redisPid]],
  ]);
}

/** Waits until every event has been sent and handled, since handling them is a part of the work. */
async function drained({ sql }: FaultPlatform): Promise<void> {
  const count = async (service: 'trips' | 'notifications', table: string, types = '') =>
    (await sql<{ count: number }>(service, `select count(*)::int as count from messaging.${table} ${types}`))[0]?.count;
  await until(async () => (await count('trips', 'outbox', `where status = 'PENDING'`)) === 0, 120_000);
  const sent = `where message_type ~ '^trips.booking-requested'`;
  await until(
    async () => (await count('trips', 'outbox', sent)) === (await count('notifications', 'envelope', sent)),
    120_000,
  );
}

await run();
