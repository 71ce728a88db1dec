import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createClient } from 'redis';
import { systemClock } from '#platform/clock.ts';
import { idGenerator } from '#platform/ids.ts';
import { streamLayouts, streamOf } from '#platform/messaging/bus/stream-layout.ts';
import { hasRedis, startRedis, type TestRedis } from '#test-kit/redis.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { afterRestore } from './after-restore.ts';

const newId = idGenerator(systemClock);
const day = 24 * 60 * 60_000;
let trips: TestDatabase;
let notifications: TestDatabase;

beforeAll(async () => {
  [trips, notifications] = [await testDatabase('trips'), await testDatabase('notifications')];
});

afterAll(async () => {
  await trips.drop();
  await notifications.drop();
});

const query = async (url: string, text: string, values: unknown[] = []): Promise<Record<string, string>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
};
const publish = (id: string, status: string, age: number) =>
  query(
    trips.url,
    `insert into messaging.outbox (id, message_type, subject, body, status, attempts, created_at)
     values ($1, 'trips.trip-started.v1', 't_1', '{}', $2, 1, $3)`,
    [id, status, new Date(Date.now() - age)],
  );
const record = (id: string) =>
  query(
    notifications.url,
    `insert into messaging.envelope (id, source, message_type, subject, status, execution_time, created_at)
     values ($1, 'trips', 'trips.trip-started.v1', 't_1', 'DONE', now(), now())`,
    [id],
  );
const run = async (redisUrl: string | null, others: [string, string][] = []): Promise<string[]> => {
  const lines: string[] = [];
  const urls = new Map([['trips', trips.url] as const, ['notifications', notifications.url] as const]);
  for (const [name, url] of others) urls.set(name as 'trips', url);
  await afterRestore({ urls, redisUrl, now: new Date(), report: (line) => lines.push(line) });
  return lines;
};

test('marks the sent events of seven days to be sent again, and counts effects that have lost their event', async () => {
  const [recorded, lost] = [newId('e'), newId('e')];
  await publish(recorded, 'SENT', 0);
  await publish(newId('e'), 'PENDING', 0);
  await publish(newId('e'), 'SENT', 8 * day);
  await record(recorded);
  await record(lost);
  const missing = new URL(trips.url);
  missing.pathname = '/no_such_database';
  const lines = await run(null, [['auth', missing.href]]);
  expect(lines).toEqual([
    'auth          has no database',
    'REDIS_URL is not set: no event in Redis was deleted',
    'trips         1 events to send again',
    'notifications 0 events to send again',
    'notifications keeps the effects of 1 events trips.trip-started.v1, which trips no longer has',
  ]);
  const counted = await query(
    trips.url,
    'select status, count(*)::int as count from messaging.outbox group by 1 order by 1',
  );
  expect(counted).toEqual([
    { status: 'PENDING', count: 2 },
    { status: 'SENT', count: 1 },
  ]);
  expect(await run(null)).toContain('trips         0 events to send again');
});

test('changes nothing while a client is connected, and names it', async () => {
  const client = new pg.Client({ connectionString: trips.url, application_name: 'a service' });
  await client.connect();
  try {
    await publish(newId('e'), 'SENT', 0);
    await expect(run(null)).rejects.toThrow('a service of 127.0.0.1, 1 connection');
    expect((await client.query(`select from messaging.outbox where status = 'SENT'`)).rowCount).toBe(2);
  } finally {
    await client.end();
  }
});

const overRedis = hasRedis('what follows a restore of the databases') ? describe : describe.skip;

overRedis('over Redis', () => {
  let redis: TestRedis;

  beforeAll(async () => {
    redis = await startRedis();
  });

  afterAll(() => redis.stop());

  test('deletes the events with the positions of their readers, and nothing else', async () => {
    const client = createClient({ url: redis.url });
    await client.connect();
    for (const layout of streamLayouts) {
      await client.xAdd(streamOf('trips', layout), '*', { event: '{}' });
      await client.xGroupCreate(streamOf('trips', layout), 'notifications', '0');
    }
    await client.set('masar:published', 'x');
    expect(await run(redis.url)).toContain('deleted the events in Redis');
    expect(await client.keys('*')).toEqual(['masar:published']);
    client.destroy();
  });
});
