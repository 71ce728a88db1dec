import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import type { Running } from '../run/lifecycle.ts';
import { listen } from './listen.ts';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await testDatabase('notifications');
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
let listener: Running | undefined;
afterEach(async () => {
  await listener?.stop();
  const { rows } = await client.query(
    `select from pg_stat_activity where application_name = 'masar listens' and datname = current_database()`,
  );
  expect(rows).toHaveLength(0);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const start = async (url = database.url) => {
  const received: string[] = [];
  listener = await listen(
    {
      url,
      channel: 'News',
      onNotification: (payload) => received.push(payload),
      onConnected: () => received.push('connected'),
    },
    silent,
  );
  return received;
};
const notify = (payload: string) => client.query(`select pg_notify('News', $1)`, [payload]);

test('receives every notification from the moment it returns', async () => {
  const received = await start();
  await notify('one');
  await notify('two');
  await until(() => received.length === 3);
  expect(received).toEqual(['connected', 'one', 'two']);
});

test('reports each new connection after a lost one, and receives again', async () => {
  const received = await start();
  for (const times of [2, 3]) {
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'masar listens' and datname = current_database()`,
    );
    await until(() => received.filter((each) => each === 'connected').length === times);
  }
  await notify('after');
  await until(() => received.includes('after'));
});

test('keeps trying without a database, and can be stopped meanwhile', async () => {
  const received = await start('postgres://nobody@127.0.0.1:9/none');
  expect(received).toEqual([]);
});
