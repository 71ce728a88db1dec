import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { createOrm } from '../database/open-database.ts';
import { addPoolMetrics } from '../database/pool-metrics.ts';
import { Metrics } from '../http/metrics.ts';
import { addEventMetrics } from './event-metrics.ts';

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await testDatabase('trips');
  orm = await createOrm(await schemaOf('trips'), { url: database.url, poolMax: 3, logSql: false }, silent);
});

afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

/** The values of the metrics, without their labels. */
async function valuesOf(metrics: Metrics): Promise<Record<string, number>> {
  const text = await metrics.registry.metrics();
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)\{[^}]*\} (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]),
  );
}

test('shows the events that wait, the age of the oldest, and the dead letters', async () => {
  const empty = new Metrics('test');
  addEventMetrics(empty, orm.em);
  expect(await valuesOf(empty)).toMatchObject({
    outbox_pending: 0,
    outbox_oldest_seconds: 0,
    inbox_pending: 0,
    inbox_oldest_seconds: 0,
    dead_letters: 0,
  });

  const em = orm.em.fork();
  await em.execute(
    `insert into messaging.outbox (id, message_type, subject, body, attempts, status, created_at)
     select 'o' || n, 'type', 'subject', '{}', 0, case n when 1 then 'SENT' else 'PENDING' end,
       now() - n * interval '1 minute' from generate_series(1, 3) n`,
  );
  await em.execute(
    `insert into messaging.envelope (id, source, message_type, subject, status, execution_time, created_at)
     values ('e1', 'users', 'type', 'subject', 'PENDING', now(), now() - interval '2 hours')`,
  );
  const metrics = new Metrics('test');
  addEventMetrics(metrics, orm.em);
  const values = await valuesOf(metrics);
  expect(values).toMatchObject({ outbox_pending: 2, inbox_pending: 1, dead_letters: 0 });
  expect(values.outbox_oldest_seconds).toBeGreaterThanOrEqual(180);
  expect(values.outbox_oldest_seconds).toBeLessThan(1_000);
  expect(values.inbox_oldest_seconds).toBeGreaterThanOrEqual(7_200);
});

test('shows the connections of the pool, and the statements that wait for one', async () => {
  const transactions = [1, 2, 3].map(() => orm.em.fork());
  for (const each of transactions) {
    await each.begin();
    await each.execute('select 1');
  }
  const waiting = [1, 2].map(() => orm.em.fork().execute('select 1'));
  const read = async () => {
    const metrics = new Metrics('test');
    addPoolMetrics(metrics, orm);
    return valuesOf(metrics);
  };
  await until(async () => (await read()).database_waiting === 2);
  expect(await read()).toMatchObject({
    database_connections: 3,
    database_connections_idle: 0,
    database_waiting: 2,
    database_connections_max: 3,
  });
  for (const each of transactions) await each.rollback();
  await Promise.all(waiting);
});

test('a scrape of an idle pool shows that no statement waits, though its own have just begun', async () => {
  const metrics = new Metrics('test');
  addPoolMetrics(metrics, orm);
  addEventMetrics(metrics, orm.em);
  expect(await valuesOf(metrics)).toMatchObject({ database_waiting: 0, outbox_pending: expect.any(Number) });
});
