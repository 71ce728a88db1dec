import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { namedStatement, runNamed } from '#platform/database/named-statements.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { onServer } from '#platform/database/server-url.ts';
import { withClient } from '#platform/database/with-client.ts';
import { freePorts } from '#test-kit/free-port.ts';
import { hasInstalledPostgres, type InstalledPostgres, startInstalledPostgres } from '#test-kit/installed-postgres.ts';
import { hasPgbouncer, startPgbouncer, type TestPgbouncer } from '#test-kit/pgbouncer.ts';
import { command, killCommands } from '#test-kit/process.ts';
import { ProcessService } from '#test-kit/process-service.ts';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { runInProcess } from '#test-kit/run-in-process.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { type Watch, watch } from '#test-kit/watch.ts';
import { dbCommand } from '../../cli/db/command.ts';
import { poolsOfPgbouncer } from '../../cli/db/inspect/pgbouncer.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import { perSubgraph, subgraphNames, urlVariable } from '../../subgraphs/list.ts';
import { schemaOf } from '../../subgraphs/load.ts';

const name = 'the platform behind PgBouncer';
const isPossible = [hasInstalledPostgres(name), hasPgbouncer(name), hasRedis(name)].every(Boolean);

/** Connections of PgBouncer to each database. */
const poolSize = 3;
const seats = 12;
/** Clients that search for trips while others book. */
const readers = 15;
const password = 'behindThePooler';

(isPossible ? describe : describe.skip)(`${name} in transaction mode, which keeps no prepared statements`, () => {
  let postgres: InstalledPostgres;
  let pgbouncer: TestPgbouncer;
  let redis: TestRedis;
  let environment: Record<string, string>;
  let direct: string;
  let url: string;
  const services: ProcessService[] = [];
  const watches: Watch[] = [];

  const masar = async (...args: string[]) => {
    const run = command('node', ['cli/main.ts', ...args], environment);
    return { code: await run.exited(), printed: run.output() };
  };
  // biome-ignore lint/suspicious/noExplicitAny: a test knows the fields that it selected
  const request = async (query: string, variables = {}, token?: string): Promise<any> => {
    const { data, errors } = await requestGraphQL(url, query, variables, token);
    if (errors) throw new Error(JSON.stringify(errors.map(({ extensions }) => extensions)));
    return data;
  };
  const signIn = async (phoneNumber: string, accountType: 'PASSENGER' | 'DRIVER'): Promise<string> => {
    const query = `mutation ($input: SignInWithOtpInput!) { signInWithOtp(input: $input) { accessToken } }`;
    const input = { phoneNumber, accountType, code: '000000' };
    return (await request(query, { input })).signInWithOtp.accessToken;
  };

  beforeAll(async () => {
    postgres = await startInstalledPostgres({ fsync: 'off' });
    await withClient(postgres.url, (client) => client.query(`alter role masar password '${password}'`));
    const access = `local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n`;
    await fs.writeFile(path.join(postgres.dataDir, 'pg_hba.conf'), access);
    await withClient(postgres.url, (client) => client.query('select pg_reload_conf()'));
    direct = postgres.url.replace('masar@', `masar:${password}@`);
    pgbouncer = await startPgbouncer({
      serverPort: postgres.port,
      user: 'masar',
      password,
      settings: { default_pool_size: String(poolSize) },
    });
    redis = await startRedis();
    const ports = await freePorts(subgraphNames.length + 1);
    const portOf = new Map([...subgraphNames, 'gateway'].map((each, at) => [each, ports[at]]));
    const origin = `http://127.0.0.1:${portOf.get('gateway')}`;
    url = `${origin}/graphql`;
    environment = {
      ...perSubgraph(urlVariable, (each) => `http://127.0.0.1:${portOf.get(each)}/graphql`),
      LOG_LEVEL: 'info',
      DATABASE_URL: pgbouncer.url,
      DIRECT_DATABASE_URL: direct,
      DATABASE_NAMED_STATEMENTS: 'false',
      USAGE_REPORT_SECONDS: '1',
      REDIS_URL: redis.url,
      AUTH_ISSUER: origin,
      AUTH_KEY_SECRET: 'a key secret of the platform behind PgBouncer',
      SERVICE_CLIENT_SECRET: 'a service secret of the platform',
      DEMO_OTP: '000000',
    };
    expect(await masar('migrate', 'up')).toMatchObject({ code: 0 });
    expect(await masar('seed')).toMatchObject({ code: 0 });
    for (const each of [...subgraphNames, 'gateway']) {
      const args = each === 'gateway' ? ['gateway/main.ts'] : ['cli/main.ts', 'subgraph', each];
      services.push(new ProcessService(args, { ...environment, PORT: String(portOf.get(each)) }));
    }
    await Promise.all(services.map((each) => each.start()));
  }, 180_000);

  afterAll(async () => {
    for (const each of watches) await each.stop();
    for (const each of services) await each.destroy();
    await redis?.stop();
    await pgbouncer?.stop();
    await postgres?.stop();
    await killCommands();
  }, 60_000);

  test('masar db pool shows its pools', async () => {
    const console = `${pgbouncer.url}/pgbouncer`;
    const { out } = await runInProcess({}, () =>
      dbCommand().parseAsync(['pool', '--pgbouncer', console, '--json'], { from: 'user' }),
    );
    const pools = JSON.parse(out);
    expect(pools).toContainEqual({
      database: 'trip',
      user: 'masar',
      cl_active: expect.any(Number),
      cl_waiting: 0,
      maxwait: 0,
      sv_active: expect.any(Number),
      sv_idle: expect.any(Number),
    });
    const first = await poolsOfPgbouncer(console, 1);
    expect(first.rows).toHaveLength(1);
  });

  test('a crowd books each seat once, over fewer connections than the services have, and sees it live', async () => {
    const driver = await signIn(demoAccounts.drivers[2].phoneNumber, 'DRIVER');
    const passengers = await Promise.all(demoAccounts.passengers.map((each) => signIn(each.phoneNumber, 'PASSENGER')));
    const query = 'query ($f: TripFilter) { trips(filter: $f, first: 1) { edges { node { id } } } }';
    const tripId = (await request(query, { f: { driverId: demoAccounts.drivers[2].id } })).trips.edges[0].node.id;
    const seatsOf = async () =>
      (await request('query ($id: ID!) { trip(id: $id) { availableSeats } }', { id: tripId })).trip.availableSeats;
    const tripQuery = 'subscription ($id: ID!) { tripUpdated(tripId: $id) { availableSeats } }';
    const trip = watch(url, tripQuery, { variables: { id: tripId } });
    const notifications = watch(url, 'subscription { notificationReceived { id } }', { token: driver });
    watches.push(trip, notifications);
    // The first event is the present state.
    await trip.next();
    const free = await seatsOf();

    const most = { clients: 0, servers: 0 };
    let isOver = false;
    const measuring = (async () => {
      while (!isOver) {
        const { clients, servers } = await pgbouncer.connections('trip');
        most.clients = Math.max(most.clients, clients);
        most.servers = Math.max(most.servers, servers);
      }
    })();
    const book = 'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { seatNumber } } }';
    const booked: number[] = [];
    const refusals = new Set<string>();
    const bookings = passengers.map(async (token, passenger) => {
      for (let at = 0; at < seats; at++) {
        const seat = 1 + ((at + 3 * passenger) % seats);
        const input = { tripId, seatNumbers: [seat], idempotencyKey: `crowd-${passenger}-${seat}` };
        const { data, errors } = await requestGraphQL(url, book, { input }, token);
        for (const { extensions } of errors ?? []) refusals.add(extensions.code);
        for (const { seatNumber } of data?.bookSeats?.bookings ?? []) booked.push(seatNumber);
      }
    });
    const reading = Array.from({ length: readers }, async (_, reader) => {
      // Different queries, which share no request.
      const own = `query ($f: TripFilter) { trips(filter: $f, first: ${reader + 1}) { edges { node { id } } } }`;
      while (!isOver) await request(own, { f: { driverId: demoAccounts.drivers[2].id } });
    });
    await Promise.all(bookings).finally(() => {
      isOver = true;
    });
    await Promise.all([measuring, ...reading]);

    // RATE_LIMITED is a passenger with as many pending bookings as allowed.
    expect(['SEAT_TAKEN', 'RATE_LIMITED']).toEqual(expect.arrayContaining([...refusals]));
    expect(booked).toHaveLength(free);
    expect(new Set(booked).size).toBe(free);
    expect(await seatsOf()).toBe(0);
    await until(() => trip.events.at(-1)?.data?.tripUpdated.availableSeats === 0);
    await until(() => notifications.events.length >= free);
    expect(most.servers).toBeLessThanOrEqual(poolSize);
    expect(most.clients).toBeGreaterThan(poolSize);
    expect(services.map((each) => each.output()).join('')).not.toMatch(/prepared statement|"level":(?:50|60|"error")/);
  }, 60_000);

  test('LISTEN, migrations and backups go past it, and the registry stores its counts through it', async () => {
    const listeners = `select from pg_stat_activity where application_name = 'masar listens' and datname = 'notifications'`;
    const root = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-pooled-backups-'));
    try {
      await withClient(direct, async (client) => expect((await client.query(listeners)).rowCount).toBe(1));
      expect((await masar('migrate', 'status')).printed).not.toMatch(/pending: (?!none)/);
      expect(await masar('db', 'backup', '--to', root)).toMatchObject({ code: 0 });
      await withClient(onServer(direct, 'registry'), (client) =>
        until(async () => ((await client.query('select from operation_counts')).rowCount ?? 0) > 0),
      );
    } finally {
      await fs.rm(root, { recursive: true });
    }
  }, 60_000);

  test('statements have the settings of the pools, and a name of a statement is refused with what to set', async () => {
    const options = { url: onServer(pgbouncer.url, 'trip'), poolMax: 1, logSql: false };
    const settings = `select current_setting('statement_timeout') || ' ' || current_setting('plan_cache_mode') as all`;
    const one = namedStatement('test_behind_pgbouncer', 'select 1');
    const schema = await schemaOf('trips');
    const open = () => createOrm(schema, { ...options, namedStatements: true }, silent);
    const clients = [await open(), await open()];
    try {
      expect(await clients[0]?.em.getConnection().execute(settings)).toEqual([{ all: '15s force_generic_plan' }]);
      const reasons: string[] = [];
      await until(async () => {
        for (const { em } of clients) {
          await runNamed(em.fork(), one, []).catch((error: Error) => reasons.push(error.message));
        }
        return reasons.length > 0;
      });
      expect(reasons[0]).toContain('set DATABASE_NAMED_STATEMENTS=false');
    } finally {
      for (const each of clients) await each.close(true);
    }
  });

  test('a pooler that refuses the startup parameters ends the start, and one without a time-out is logged', async () => {
    const start = async (edit: (configuration: string) => string) => {
      const other = await startPgbouncer({ serverPort: postgres.port, user: 'masar', password, edit });
      const own = {
        ...environment,
        DATABASE_URL: other.url,
        DATABASE_WAIT_TRIES: '1',
        PORT: String((await freePorts(1))[0]),
      };
      const run = command('node', ['cli/main.ts', 'subgraph', 'users'], own);
      return { run, stop: () => other.stop() };
    };
    const refusing = await start((all) => all.replace(/^ignore_startup_parameters.*$/m, ''));
    expect(await refusing.run.exited()).toBe(1);
    expect(refusing.run.output()).toContain('the pooler refuses the connection');
    await refusing.stop();
    const without = await start((all) => all.replace(/ connect_query='.*'$/m, ''));
    await without.run.prints('"ready"', 60_000);
    expect(without.run.output()).toContain('the pooler sets no statement_timeout');
    without.run.signal('SIGKILL');
    await without.run.exited();
    await without.stop();
  }, 60_000);
});
