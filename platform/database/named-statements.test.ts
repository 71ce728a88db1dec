import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { sqlStateOf } from './constraint-of.ts';
import { namedStatement, runNamed, statementOf } from './named-statements.ts';
import { createOrm } from './open-database.ts';

const twice = namedStatement('test_twice', 'select $1::int * 2 as value, pg_backend_pid() as pid');
const plans = namedStatement(
  'test_plans',
  'select name, generic_plans::int as plans from pg_prepared_statements where name = $1',
);

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await testDatabase('trips');
  orm = await createOrm(await schemaOf('trips'), { url: database.url, poolMax: 1, logSql: false }, silent);
});

afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

test('is prepared once for a connection, and has one plan for all parameters', async () => {
  for (const [value, expected] of [
    [1, 2],
    [21, 42],
    [4, 8],
  ]) {
    const [row] = await runNamed<{ value: number }>(orm.em, twice, [value]);
    expect(row?.value).toBe(expected);
  }
  expect(await runNamed(orm.em, plans, ['test_twice'])).toEqual([{ name: 'test_twice', plans: 3 }]);
});

test('runs in the transaction of the manager', async () => {
  const text = 'select txid_current_if_assigned() is not null as assigned';
  const assigned = namedStatement('test_assigned', text);
  await orm.em.transactional(async (tx) => {
    await tx.execute('create temporary table written (id int) on commit drop');
    expect(await runNamed(tx, assigned, [])).toEqual([{ assigned: true }]);
  });
  expect(await runNamed(orm.em, assigned, [])).toEqual([{ assigned: false }]);
});

test('fails with the SQLSTATE of the error', async () => {
  const failure = await runNamed(orm.em, twice, ['none']).catch((error: unknown) => error);
  expect(sqlStateOf(failure)).toBe('22P02');
});

test('a connection refuses another text under the same name', async () => {
  await runNamed(orm.em, twice, [1]);
  await expect(runNamed(orm.em, namedStatement('test_twice', 'select 1'), [])).rejects.toThrow('test_twice');
});

test('a statement without a name is prepared by its text', async () => {
  const text = 'select $1::int + 1 as value';
  expect(statementOf(text)).toEqual(statementOf(text));
  expect(statementOf(text)).not.toEqual(statementOf(`${text} `));
  const prepared = 'select count(*)::int as count from pg_prepared_statements';
  const count = async () => (await orm.em.execute<{ count: number }[]>(prepared))[0]?.count ?? 0;
  const before = await count();
  for (const value of [1, 2])
    expect(await runNamed(orm.em, statementOf(text), [value])).toEqual([{ value: value + 1 }]);
  expect(await count()).toBe(before + 1);
});

test('a transaction that loses its connection frees its place in the pool', async () => {
  const one = await createOrm(await schemaOf('trips'), { url: database.url, poolMax: 1, logSql: false }, silent);
  const killer = new pg.Client({ connectionString: database.url });
  await killer.connect();
  for (const end of ['in the middle', 'at its end']) {
    const lost = one.em.fork().transactional(async (tx) => {
      const [{ pid = 0 } = {}] = await tx.execute<{ pid: number }[]>('select pg_backend_pid() as pid');
      await killer.query('select pg_terminate_backend($1)', [pid]);
      if (end === 'in the middle')
        await until(() =>
          tx.execute('select 1').then(
            () => false,
            () => true,
          ),
        );
      if (end === 'in the middle') await tx.execute('select 1');
    });
    await expect(lost).rejects.toThrow();
    expect(await one.em.fork().execute('select 1 as one')).toEqual([{ one: 1 }]);
  }
  await killer.end();
  await one.close(true);
});

test('prepares nothing for a pooler that keeps no prepared statements', async () => {
  const one = await createOrm(
    await schemaOf('trips'),
    { url: database.url, poolMax: 1, logSql: false, namedStatements: false },
    silent,
  );
  try {
    for (const value of [1, 2]) expect(await runNamed(one.em, twice, [value])).toMatchObject([{ value: 2 * value }]);
    expect(await one.em.getConnection().execute('select from pg_prepared_statements')).toEqual([]);
  } finally {
    await one.close(true);
  }
});
