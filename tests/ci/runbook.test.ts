import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import pg from 'pg';
import { onServer } from '#platform/database/server-url.ts';
import { withClient } from '#platform/database/with-client.ts';
import { hasInstalledPostgres, type InstalledPostgres, startInstalledPostgres } from '#test-kit/installed-postgres.ts';
import { settingsIn } from '#test-kit/postgres-settings.ts';
import { killCommands } from '#test-kit/process.ts';
import { hasPrometheus, startPrometheus, type TestPrometheus } from '#test-kit/prometheus.ts';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { runInProcess } from '#test-kit/run-in-process.ts';
import { until } from '#test-kit/until.ts';
import { dbCommand } from '../../cli/db/command.ts';
import { eventsCommand } from '../../cli/events/command.ts';
import { migrateCommand } from '../../cli/migrate/command.ts';
import { demoAccounts } from '../../cli/seed/demo-accounts.ts';
import type { SubgraphName } from '../../subgraphs/list.ts';
import { PlatformProcesses } from './platform-processes.ts';

const what = 'the faults of docs/runbook.md';
const isPossible = [hasInstalledPostgres(what), hasRedis(what), hasPrometheus(what)].every(Boolean);
const patience = 60_000;
const poolMax = 3;

/** Each test makes a fault, finds it by the commands of the runbook, ends it as the runbook says, and sees that it is over. */
(isPossible ? describe : describe.skip)('the runbook', () => {
  let server: InstalledPostgres;
  let redis: TestRedis;
  let platform: PlatformProcesses;
  let prometheus: TestPrometheus;
  const open: pg.Client[] = [];

  beforeAll(async () => {
    const settings = settingsIn('deploy/postgresql/postgresql.conf');
    [server, redis] = await Promise.all([startInstalledPostgres({ ...settings, fsync: 'off' }), startRedis()]);
    const environment = { DATABASE_URL: server.url, REDIS_URL: redis.url, DATABASE_POOL_MAX: String(poolMax) };
    platform = await PlatformProcesses.create(environment);
    prometheus = await startPrometheus((target) =>
      platform.addressOf(target.replace(/-\d:\d+$/, '') as SubgraphName | 'gateway'),
    );
  });

  afterEach(async () => {
    for (const client of open.splice(0)) await client.end().catch(() => {});
  });

  afterAll(async () => {
    await prometheus?.stop();
    await platform?.destroy();
    await killCommands();
    await Promise.all([server?.stop(), redis?.stop()]);
  });

  /** Waits until the alerts of a service, whose conditions hold, are these. */
  const alertsAre = (service: string, ...expected: string[]) =>
    until(async () => {
      const seen = (await prometheus.alerts()).filter(({ labels }) => labels.service === service);
      const names = new Set(seen.map(({ labels }) => labels.alertname));
      return [...names].toSorted().join() === expected.toSorted().join();
    }, patience);

  const sql = (database: string, statement: string) =>
    withClient(onServer(server.url, database), async (client) => (await client.query(statement)).rows);

  async function psql(database: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: onServer(server.url, database), application_name: 'psql' });
    client.on('error', () => {});
    open.push(client);
    await client.connect();
    return client;
  }

  /** Runs a command in this process, which is faster than one of its own. */
  async function run(make: () => Command, args: string[]): Promise<string> {
    const parsed = () => make().parseAsync(args, { from: 'user' });
    return (await runInProcess({ DATABASE_URL: server.url }, parsed)).out;
  }
  const migrate = (...args: string[]) => run(migrateCommand, [...args, '--service', 'notifications']);
  const events = () => run(eventsCommand, ['stats', '--service', 'trips']);
  const db = async (name: string) => JSON.parse(await run(dbCommand, [name, '--service', 'trips', '--json']));

  test('a failed migration leaves those before it applied, is pending, and is applied once its cause is gone', async () => {
    for (const _ of [1, 2]) await migrate('down');
    const [, newest = ''] = /pending: .*, (.+)/.exec(await migrate('status')) ?? [];
    expect(newest).not.toBe('');
    const rename = (from: string, to: string) =>
      sql('notifications', `alter table notifications rename constraint ${from} to ${to}`);
    await rename('notifications_notification_type_check', 'changed_by_hand');
    await expect(migrate('up')).rejects.toThrow('"notifications_notification_type_check" of relation');
    expect(await migrate('status')).toContain(`pending: ${newest}`);
    await rename('changed_by_hand', 'notifications_notification_type_check');
    await migrate('up');
    expect(await migrate('status')).toContain('pending: none');
  });

  test('a transaction that exhausts the pool is found by masar db locks and activity, and ended', async () => {
    await platform.start();
    const owner = await psql('trip');
    await owner.query(`begin; select '+966500000001'; lock table trips`);
    const search = '{ trips(first: 1) { edges { node { id } } } }';
    // Each with another text: concurrent identical queries share one request.
    const searches = Array.from({ length: 8 }, (_, at) => platform.run(search.replace('trips', `a${at}: trips`)));
    await until(async () => Number(await platform.metric('trips', 'database_waiting')) > 0, patience);
    expect(await platform.metric('trips', 'database_connections')).toBe(poolMax);
    expect(await platform.metric('trips', 'database_connections_idle')).toBe(0);
    await alertsAre('trips', 'PoolExhausted', 'PoolNearlyExhausted', 'DatabaseAway');
    const [lock] = await db('locks');
    expect(lock).toMatchObject({ application: 'psql', state: 'idle in transaction' });
    const [oldest] = await db('activity');
    expect(oldest).toMatchObject({ pid: lock.blocker, statement: 'begin; select ?; lock table trips' });
    await sql('trip', `select pg_terminate_backend(${lock.blocker})`);
    await Promise.all(searches);
    expect(await db('locks')).toEqual([]);
    await alertsAre('trips');
  });

  test('a slow statement is in the log and in masar db slow, without its values', async () => {
    await sql('trip', 'create extension pg_stat_statements');
    const client = await psql('trip');
    await client.query('select pg_sleep(0.6), $1::text as phone', ['+966500000009']);
    const [slowest] = await db('slow');
    expect(slowest).toMatchObject({ statement: 'select pg_sleep($2), $1::text as phone', calls: 1 });
    expect(await server.log()).toMatch(/trip psql LOG: {2}duration: \d+\.\d+ ms {2}execute <unnamed>: select pg_sleep/);
    expect(await server.log()).not.toContain('+966500000009');
  });

  test('without Redis bookings continue, and their events are sent when it is back', async () => {
    const { accessToken } = await platform.signIn(demoAccounts.passengers[0].phoneNumber, 'PASSENGER');
    const [trip] = await sql('trip', `select id from trips where status = 'SCHEDULED' order by id limit 1`);
    const [seat] = await sql(
      'trip',
      `select n from generate_series(1, 45) n, trips where trips.id = '${trip.id}' and n <= total_seats
         and not exists (select from seat_bookings where trip_id = trips.id and seat_number = n) order by n limit 1`,
    );
    await redis.kill();
    await alertsAre('trips', 'RedisAway');
    await platform.book(trip.id, seat.n, accessToken);
    expect(await events()).toMatch(/^trips +to send: [1-9]/);
    await redis.start();
    await alertsAre('trips');
    await until(async () => (await platform.metric('trips', 'outbox_pending')) === 0, patience);
    expect(await events()).toMatch(/^trips +to send: 0,/);
  });
});
