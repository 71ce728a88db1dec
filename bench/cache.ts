import { isDeepStrictEqual, parseArgs } from 'node:util';
import pg from 'pg';
import { Pool } from 'undici';
import { openDatabase } from '#platform/database/open-database.ts';
import { onServer } from '#platform/database/server-url.ts';
import { createLog } from '#platform/log.ts';
import { freePort } from '#test-kit/free-port.ts';
import { ProcessService } from '#test-kit/process-service.ts';
import { startRedis } from '#test-kit/redis.ts';
import { until } from '#test-kit/until.ts';
import { withPostgres } from '#test-kit/with-postgres.ts';
import { database } from '../subgraphs/trips/service.ts';
import { makeManyTrips } from '../subgraphs/trips/testing/many-trips.ts';
import { cpuOf } from './cpu-of.ts';
import { startIssuer } from './gateway/issuer.ts';
import { percentile, type Row, ratioOf, spreadOf, writeReport } from './report.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    changes: { type: 'string', default: '200' },
  },
});
const [rounds, seconds, changes] = [options.rounds, options.seconds, options.changes].map(Number) as [
  number,
  number,
  number,
];
const connections = 50;

const page = `query Page($id: ID!) { trip(id: $id) {
  id fromCity toCity departureTime arrivalTime price status totalSeats availableSeats seats { number status } stops { id location } } }`;
const search = `query Search($from: String) { trips(filter: { fromCity: $from }, first: 20) {
  edges { cursor node { id fromCity toCity departureTime price status availableSeats } } } }`;

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the queries are above
  data?: any;
  errors?: unknown;
}

/** Sends over kept-alive connections. */
class Client {
  readonly origin: string;
  readonly #pool: Pool;

  constructor(port: number) {
    this.origin = `http://127.0.0.1:${port}`;
    this.#pool = new Pool(this.origin, { connections, pipelining: 1 });
  }

  async send(query: string, variables: object, token?: string): Promise<Answer> {
    const { body } = await this.#pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await body.json()) as Answer;
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

interface Contestant {
  name: string;
  client: Client;
  service: ProcessService;
}

/** Requests a second, and milliseconds of processor time of the gateway for each. */
async function load({ client, service }: Contestant, query: string, expected: unknown, variables: object[]) {
  const pids = service.pid === undefined ? [] : [service.pid];
  const before = cpuOf(pids);
  const end = performance.now() + seconds * 1_000;
  let count = 0;
  const one = async (at: number) => {
    for (let next = at; performance.now() < end; next++) {
      const answer = await client.send(query, variables[next % variables.length] ?? {});
      if (variables.length === 1 && !isDeepStrictEqual(answer, expected)) throw new Error('a wrong answer');
      count++;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, at) => one(at)));
  return { rate: count / seconds, processor: (cpuOf(pids) - before) / count };
}

/** Milliseconds from the request of a change, and from its response, to the first response of the gateway that shows it. */
async function measureStaleness(gateway: Client, trips: Client, id: string, token: string) {
  const query = 'mutation ($input: UpdateTripInput!) { updateTrip(input: $input) { trip { price } } }';
  const [sinceSent, sinceAnswered]: [number[], number[]] = [[], []];
  for (let n = 1; n <= changes; n++) {
    const price = `${100 + n}.00`;
    await gateway.send(page, { id });
    const sent = performance.now();
    let answered = Number.POSITIVE_INFINITY;
    const changing = trips.send(query, { input: { tripId: id, price } }, token).then(() => {
      answered = performance.now();
    });
    while ((await gateway.send(page, { id })).data.trip.price !== price);
    const seen = performance.now();
    await changing;
    sinceSent.push(seen - sent);
    sinceAnswered.push(Math.max(seen - answered, 0));
  }
  return { sinceSent, sinceAnswered };
}

async function tripIds(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await makeManyTrips(client, { trips: 20_000, booked: 0.3, now: new Date() });
  const { rows } = await client.query(
    "select id from trips where status = 'SCHEDULED' and departure_time_utc > now() + interval '1 day' limit 100",
  );
  await client.end();
  return rows.map(({ id }) => id);
}

await withPostgres(async (server) => {
  const url = onServer(server, 'trip');
  const log = createLog({ name: 'bench', level: 'error' });
  await (await openDatabase(database, { url, poolMax: 1, logSql: false, wait: { tries: 1, seconds: 0 } }, log)).close();
  const ids = await tripIds(url);
  const [first = ''] = ids;
  const redis = await startRedis();
  const issuer = await startIssuer(1);
  const [token = ''] = issuer.tokens;
  const tripsPort = await freePort();
  const environment = {
    ...issuer.environment,
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    REDIS_URL: redis.url,
    DATABASE_URL: server,
    TRIPS_URL: `http://127.0.0.1:${tripsPort}/graphql`,
  };
  const services: ProcessService[] = [];
  const start = async (args: string[], port: number, settings: Record<string, string> = {}) => {
    const service = new ProcessService(args, { ...environment, ...settings, PORT: String(port) });
    await service.start();
    services.push(service);
    return service;
  };
  const gateway = async (name: string, cacheMegabytes: string): Promise<Contestant> => {
    const port = await freePort();
    const service = await start(['gateway/main.ts'], port, { ACCESS_LOG: 'false', CACHE_MEGABYTES: cacheMegabytes });
    return { name, client: new Client(port), service };
  };
  try {
    await start(['cli/main.ts', 'subgraph', 'trips'], tripsPort);
    const trips = new Client(tripsPort);
    const cached = await gateway('cached', '16');
    const uncached = await gateway('without a cache', '0');
    const contestants = [cached, uncached];
    await until(async () => {
      const metrics = await (await fetch(`${cached.client.origin}/metrics`)).text();
      return /^response_cache_current(\{.*\})? 1$/m.test(metrics);
    });

    const workloads = [
      { name: 'one trip', query: page, variables: [{ id: first }] },
      { name: '100 trips', query: page, variables: ids.map((id) => ({ id })) },
      { name: 'one search', query: search, variables: [{ from: 'Riyadh' }] },
    ];
    const rows: Row[] = [];
    const ratios: Record<string, number> = {};
    for (const { name, query, variables } of workloads) {
      const expected = await uncached.client.send(query, variables[0] ?? {});
      const figures = new Map(contestants.map((each) => [each, { rates: [] as number[], processor: [] as number[] }]));
      for (let round = 0; round < rounds; round++) {
        for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
          const { rate, processor } = await load(contestant, query, expected, variables);
          figures.get(contestant)?.rates.push(rate);
          figures.get(contestant)?.processor.push(processor);
        }
      }
      for (const [contestant, { rates, processor }] of figures) {
        rows.push({
          name: `${name}, ${contestant.name}`,
          'requests/s': spreadOf(rates),
          'processor ms/request': spreadOf(processor),
        });
      }
      const [with_, without] = contestants.map((each) => figures.get(each)?.rates ?? []);
      ratios[`${name}: cached to without a cache`] = ratioOf(with_ ?? [], without ?? []);
    }

    const staleness = await measureStaleness(cached.client, trips, first, token);
    for (const [name, values] of [
      ['from the request of a change', staleness.sinceSent],
      ['from the response to a change', staleness.sinceAnswered],
    ] as const) {
      rows.push({
        name: `shown, ${name}`,
        'p50 ms': spreadOf([percentile(values, 0.5)]),
        'p99 ms': spreadOf([percentile(values, 0.99)]),
        'longest ms': spreadOf([Math.max(...values)]),
      });
    }
    for (const { client } of contestants) await client.close();
    await trips.close();
    const command = `npm run bench:cache -- --rounds ${rounds} --seconds ${seconds} --changes ${changes}`;
    await writeReport('cache', { command, rounds, rows, ratios });
  } finally {
    for (const service of services.toReversed()) await service.destroy();
    await issuer.stop();
    await redis.stop();
  }
});
