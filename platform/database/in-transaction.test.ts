import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { untilBlocked } from '#test-kit/statements.ts';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { sqlStateOf } from './constraint-of.ts';
import { inTransaction, maxAttempts } from './in-transaction.ts';
import { createOrm } from './open-database.ts';

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await testDatabase('trips');
  orm = await createOrm(await schemaOf('trips'), { url: database.url, poolMax: 6, logSql: false }, silent);
  await sql(orm.em, 'create table counters (id int primary key, value int not null)');
});

afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

const sql = (em: EntityManager, text: string) =>
  em.getConnection().execute<{ value: number }[]>(text, [], 'all', em.getTransactionContext());

const values = async () => (await sql(orm.em, 'select value from counters order by id')).map(({ value }) => value);

test('two transactions that deadlock have their effects, each once', async () => {
  await sql(orm.em, 'delete from counters; insert into counters values (1, 0), (2, 0)');
  const add = (id: number) => `update counters set value = value + 1 where id = ${id}`;
  const both = Promise.withResolvers<void>();
  let arrived = 0;
  const attempts = [0, 0];
  const crosswise = (transaction: 0 | 1, ids: [number, number]) =>
    inTransaction(orm.em.fork(), async (tx) => {
      attempts[transaction] = (attempts[transaction] ?? 0) + 1;
      await sql(tx, add(ids[0]));
      // Each locks its first row before either locks its second. A second attempt has nothing to wait for.
      if (++arrived === 2) both.resolve();
      await both.promise;
      await sql(tx, add(ids[1]));
    });
  await Promise.all([crosswise(0, [1, 2]), crosswise(1, [2, 1])]);
  expect(await values()).toEqual([2, 2]);
  // On a slow machine the second attempts may deadlock too.
  expect((attempts[0] ?? 0) + (attempts[1] ?? 0)).toBeGreaterThanOrEqual(3);
});

test('retries a serialization failure from the beginning', async () => {
  await sql(orm.em, 'delete from counters; insert into counters values (1, 0)');
  let attempts = 0;
  const blocker = orm.em.fork();
  await blocker.begin();
  await sql(blocker, 'update counters set value = 10 where id = 1');
  const work = inTransaction(orm.em.fork(), async (tx) => {
    attempts++;
    await sql(tx, 'set transaction isolation level repeatable read');
    const [row] = await sql(tx, 'select value from counters where id = 1');
    await sql(tx, `update counters set value = ${(row?.value ?? 0) + 1} where id = 1`);
  });
  await untilBlocked(orm, 1);
  await blocker.commit();
  await work;
  expect(attempts).toBe(2);
  expect(await values()).toEqual([11]);
});

test('throws the failure of the last attempt', async () => {
  let attempts = 0;
  const work = inTransaction(orm.em.fork(), async (tx) => {
    attempts++;
    await sql(tx, `do $$ begin raise exception 'again' using errcode = '40001'; end $$`);
  });
  expect(sqlStateOf(await work.catch((error: unknown) => error))).toBe('40001');
  expect(attempts).toBe(maxAttempts);
});

test('does not retry any other failure, and rolls back', async () => {
  await sql(orm.em, 'delete from counters');
  let attempts = 0;
  const work = inTransaction(orm.em.fork(), async (tx) => {
    attempts++;
    await sql(tx, 'insert into counters values (1, 1)');
    throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect(attempts).toBe(1);
  expect(await values()).toEqual([]);
});
