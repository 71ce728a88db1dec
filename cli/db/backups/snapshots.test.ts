import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { type Snapshots, takeSnapshots } from './snapshots.ts';

let trips: TestDatabase;
let notifications: TestDatabase;
let writer: pg.Client;
let taken: Snapshots | undefined;

beforeAll(async () => {
  [trips, notifications] = [await testDatabase('trips'), await testDatabase('notifications')];
  writer = new pg.Client({ connectionString: trips.url });
  await writer.connect();
});

afterEach(async () => {
  await taken?.close();
  await writer.query('rollback');
});

afterAll(async () => {
  await writer.end();
  await trips.drop();
  await notifications.drop();
});

const urls = () => new Map([['trips', trips.url] as const, ['notifications', notifications.url] as const]);

const writeEvent = (id: string) =>
  writer.query(
    `insert into messaging.outbox (id, message_type, subject, body, created_at) values ($1, 'x', 't', '{}', now())`,
    [id],
  );

const events = async ({ all }: Snapshots) => {
  const { rows } = (await all
    .find(({ name }) => name === 'trips')
    ?.client.query('select id from messaging.outbox')) ?? {
    rows: [],
  };
  return rows.map(({ id }: { id: string }) => id);
};

test('waits for a transaction that has written an event, and lets none commit between the snapshots', async () => {
  await writer.query('begin');
  await writeEvent('e_1');
  const taking = takeSnapshots(urls());
  const waiting = `select from pg_locks where not granted and relation = 'messaging.outbox'::regclass`;
  await until(async () => (await writer.query(waiting)).rowCount === 1);
  await writer.query('commit');
  taken = await taking;
  expect([taken.inconsistency, await events(taken)]).toEqual([null, ['e_1']]);
  // The locks last no longer than the snapshots take.
  await writeEvent('e_2');
  expect(await events(taken)).toEqual(['e_1']);
});

test('does without the lock of a database whose transaction takes too long, and says so', async () => {
  await writer.query('begin');
  await writeEvent('e_3');
  taken = await takeSnapshots(urls());
  expect(taken.inconsistency).toMatch('lock timeout');
  expect(await events(taken)).not.toContain('e_3');
});

test('a transaction of pg_dump sees a snapshot by its id', async () => {
  taken = await takeSnapshots(urls());
  const { id, client } = taken.all[0] ?? {};
  await writeEvent('e_4');
  await writer.query('begin isolation level repeatable read read only');
  await writer.query(`set transaction snapshot '${id}'`);
  const count = 'select count(*) from messaging.outbox';
  expect((await writer.query(count)).rows).toEqual((await client?.query(count))?.rows);
});

test('a database that cannot be used is named, and no connection stays open', async () => {
  const missing = new URL(trips.url);
  missing.pathname = '/no_such_database';
  await expect(takeSnapshots(new Map([...urls(), ['users', missing.href]]))).rejects.toThrow(
    'no database no_such_database',
  );
  const open = `select from pg_stat_activity where application_name = 'masar db backup'`;
  await until(async () => (await writer.query(open)).rowCount === 0);
});
