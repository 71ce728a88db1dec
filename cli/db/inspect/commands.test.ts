import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { runInProcess } from '#test-kit/run-in-process.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { databaseVariable, subgraphNames } from '../../../subgraphs/list.ts';
import { dbCommand } from '../command.ts';

const databases = new Map<string, TestDatabase>();
const open: pg.Client[] = [];

beforeAll(async () => {
  for (const name of subgraphNames) databases.set(databaseVariable(name), await testDatabase(name));
});

afterEach(async () => {
  for (const client of open.splice(0)) await client.end();
});

afterAll(async () => {
  for (const { drop } of databases.values()) await drop();
});

async function db(...args: string[]) {
  const variables = Object.fromEntries([...databases].map(([name, { url }]) => [name, url]));
  return runInProcess({ ...variables, NODE_ENV: 'production' }, () => dbCommand().parseAsync(args, { from: 'user' }));
}

async function jsonOf(...args: string[]): Promise<Record<string, string | number | null>[]> {
  return JSON.parse((await db(...args, '--json')).out);
}

/** A connection to the database of trips that stays open until the end of the test. */
async function connection(applicationName: string): Promise<pg.Client> {
  const url = databases.get(databaseVariable('trips'))?.url;
  const client = new pg.Client({ connectionString: url, application_name: applicationName });
  open.push(client);
  await client.connect();
  return client;
}

test('size lists the largest tables of all databases, at most as many as the limit', async () => {
  const rows = await jsonOf('size', '--limit', '1000');
  expect(new Set(rows.map(({ database }) => database))).toEqual(new Set(subgraphNames));
  expect(rows).toContainEqual(expect.objectContaining({ database: 'trips', table: 'public.seat_bookings', dead: 0 }));
  const totals = rows.map(({ total }) => Number(total));
  expect(totals).toEqual(totals.toSorted((a, b) => b - a));
  expect(await jsonOf('size', '--limit', '3')).toEqual(rows.slice(0, 3));
  const { out } = await db('size', '--service', 'auth', '--limit', '1');
  expect(out.split('\n')).toEqual([
    expect.stringMatching(/^database +table +MB +heap/),
    expect.stringMatching(/^auth /),
  ]);
});

test('slow says what is missing where the server does not count statements, and succeeds', async () => {
  const { code, out, err } = await db('slow');
  expect([code, out]).toEqual([undefined, '']);
  expect(err).toMatch(
    /^users, trips, notifications, auth: pg_stat_statements is not there: set shared_preload_libraries .*create extension[^\n]*$/,
  );
  expect(await jsonOf('slow', '--service', 'trips')).toEqual([]);
});

test('locks names who waits and whose transaction has the lock, without values', async () => {
  expect((await db('locks')).out).toBe('nobody waits for a lock');
  const [owner, waiter] = [await connection('the owner'), await connection('the waiter')];
  await owner.query('begin');
  await owner.query(`update trips set from_city = 'Riyadh' where id = 't_1' returning 'secret'`);
  await owner.query('lock table trips in access exclusive mode');
  const waiting = waiter.query(`select from trips where from_city = 'another secret'`);
  await until(async () => (await jsonOf('locks')).length === 1);
  expect(await jsonOf('locks')).toEqual([
    {
      database: 'trips',
      pid: expect.any(Number),
      waited: expect.any(Number),
      lock: 'AccessShareLock on trips',
      blocker: expect.any(Number),
      application: 'the owner',
      state: 'idle in transaction',
      open: expect.any(Number),
      statement: 'select from trips where from_city = ?',
      blockersStatement: 'lock table trips in access exclusive mode',
    },
  ]);
  await owner.query('rollback');
  await waiting;
});

test('activity lists open transactions and running statements, the oldest first', async () => {
  const [first, second] = [await connection('the first'), await connection('the second')];
  await first.query('begin');
  const running = second.query('select pg_sleep(60)').catch(() => {});
  await until(async () => (await jsonOf('activity', '--service', 'trips')).length === 2);
  expect(await jsonOf('activity', '--service', 'trips')).toMatchObject([
    { application: 'the first', state: 'idle in transaction', running: null, statement: 'begin' },
    { application: 'the second', state: 'active', wait: 'Timeout PgSleep', statement: 'select pg_sleep(?)' },
  ]);
  const canceller = await connection('the canceller');
  await canceller.query(`select pg_cancel_backend(pid) from pg_stat_activity where application_name = 'the second'`);
  await running;
});

test('pool counts the connections of each client by state', async () => {
  const clients = [await connection('a service'), await connection('a service')];
  await clients[0]?.query('begin');
  const rows = await jsonOf('pool', '--service', 'trips');
  expect(rows).toContainEqual(
    expect.objectContaining({ application: 'a service', connections: 2, active: 0, inTransaction: 1, idle: 1 }),
  );
  expect(Number(rows[0]?.ofServer)).toBeGreaterThanOrEqual(2);
});

test('a limit outside its bounds is refused', async () => {
  for (const limit of ['0', '1001', 'x']) {
    const command = dbCommand();
    for (const each of command.commands) each.exitOverride().configureOutput({ writeErr: () => {} });
    await expect(command.parseAsync(['size', '--limit', limit], { from: 'user' })).rejects.toThrow('from 1 to 1000');
  }
  expect((await db('size', '--limit', '1000')).code).toBeUndefined();
});
