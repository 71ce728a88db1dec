import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { blockedStatements, untilBlocked } from '#test-kit/statements.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { inTransaction } from '../database/in-transaction.ts';
import { namedStatement, runNamed } from '../database/named-statements.ts';
import { createOrm } from '../database/open-database.ts';
import type { RequestContext } from './request-context.ts';
import type { SubgraphServer } from './server.ts';
import { startSmallServer } from './testing/small-server.ts';

const lockRow = 'update rows set value = value + 1 where id = 1';
const next = "insert into rows values (nextval('row_ids'), 0)";
const lockNamed = namedStatement('test_lock', lockRow);
const nextNamed = namedStatement('test_next', next);

const poolMax = 4;
let database: TestDatabase;
let orm: MikroORM;
let server: SubgraphServer;
/** Holds the row that the operations wait for. */
let blocker: pg.Client;
/** The use cases that have ended, with what they threw. */
let ended: unknown[] = [];
/** Whether the work of the second transaction has begun. */
let begun: boolean;

type Work = (em: EntityManager) => Promise<unknown>;

/** A resolver whose end the test can see. */
const resolver =
  (work: Work) =>
  async (_source: unknown, _args: unknown, { em }: RequestContext): Promise<void> => {
    await work(em).then(
      () => ended.push(null),
      (error: unknown) => {
        ended.push(error);
        throw error;
      },
    );
  };

beforeAll(async () => {
  database = await testDatabase('trips');
  orm = await createOrm(await schemaOf('trips'), { url: database.url, poolMax, logSql: false }, silent);
  await orm.em.fork().execute('create sequence row_ids start 100; create table rows (id int primary key, value int)');
  await orm.em.fork().execute('insert into rows values (1, 0)');
  blocker = new pg.Client({ connectionString: database.url });
  await blocker.connect();
  const steps: Record<string, Work> = {
    statements: async (em) => {
      await em.execute(lockRow);
      await em.execute(next);
    },
    named: async (em) => {
      await runNamed(em, lockNamed, []);
      await runNamed(em, nextNamed, []);
    },
    transaction: (em) =>
      inTransaction(em, async (tx) => {
        await tx.execute(next);
        await tx.execute(lockRow);
        await runNamed(tx, nextNamed, []);
      }),
    last: (em) =>
      inTransaction(em, async (tx) => {
        await tx.execute(next);
        await tx.execute(lockRow);
      }),
    second: async (em) => {
      await em.execute(lockRow);
      await inTransaction(em, async (tx) => {
        begun = true;
        await tx.execute(next);
      });
    },
  };
  server = await startSmallServer(
    `type Query { statements: Int named: Int quick: Int things: [Thing] }
    type Thing @key(fields: "id") { id: ID! }
    type Mutation { transaction: Int last: Int second: Int }
    type Subscription { ticks: Int }`,
    {
      Query: {
        statements: resolver(steps.statements as Work),
        named: resolver(steps.named as Work),
        quick: () => 1,
      },
      Thing: {
        __resolveReference: async ({ id }: { id: string }, { em }: RequestContext) => {
          if (id === 'slow') await em.execute(lockRow);
          return { __typename: 'Thing', id };
        },
      },
      Mutation: {
        transaction: resolver(steps.transaction as Work),
        last: resolver(steps.last as Work),
        second: resolver(steps.second as Work),
      },
    },
    orm.em,
  );
});

afterAll(async () => {
  await server.stop();
  await blocker.end();
  await orm.close(true);
  await database.drop();
});

afterEach(async () => {
  await blocker.query('rollback');
  // What waited for the row has changed it and committed before the next test reads it.
  await until(async () => (await blockedStatements(orm)) === 0);
  await blocker.query('begin');
  await blocker.query('select from rows where id = 1 for update');
  await blocker.query('rollback');
});

const stored = async () =>
  (await blocker.query<{ id: number; value: number }>('select id, value from rows order by id')).rows;

/** Sends an operation whose statements wait for a row until the response is there. */
async function cutOff(query: string, statements: number, variables: Record<string, unknown> = {}) {
  ended = [];
  await blocker.query('begin');
  await blocker.query('select from rows where id = 1 for update');
  const request = requestGraphQL(server.url, query, variables, null, { 'x-deadline-ms': '2000' });
  await untilBlocked(orm, statements);
  const response = await request;
  // They run still.
  expect(await blockedStatements(orm)).toBe(statements);
  return response;
}

const timedOut = { code: 'SUBGRAPH_TIMEOUT', subgraph: 'tiny' };

describe('an operation at its deadline, while its statements run', () => {
  test('answers with what is there, and begins no other statement', async () => {
    const before = await stored();
    const { data, errors } = await cutOff('{ quick statements named }', 2);
    expect(data).toEqual({ quick: 1, statements: null, named: null });
    expect(errors).toMatchObject([
      { path: ['statements'], extensions: timedOut },
      { path: ['named'], extensions: timedOut },
    ]);
    expect(ended).toEqual([]);
    await blocker.query('commit');
    await until(() => ended.length === 2);
    for (const failure of ended) expect(failure).toMatchObject({ message: 'SUBGRAPH_TIMEOUT' });
    expect(await stored()).toEqual(before.map(({ id, value }) => ({ id, value: value + 2 })));
  });

  test('answers for the entities that are there', async () => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Thing { id } } }';
    const of = ['a', 'slow', 'b'].map((id) => ({ __typename: 'Thing', id }));
    const { data, errors } = await cutOff(query, 1, { of });
    expect(data).toEqual({ _entities: [{ id: 'a' }, null, { id: 'b' }] });
    expect(errors).toMatchObject([{ path: ['_entities', 1], extensions: timedOut }]);
  });

  test.each([
    ['rolls back before its next statement', 'transaction', 0],
    ['rolls back in place of its commit', 'last', 0],
    ['begins no transaction', 'second', 1],
  ])('%s', async (_, field, changed) => {
    begun = false;
    const before = await stored();
    const { data, errors } = await cutOff(`mutation { ${field} }`, 1);
    expect(data).toEqual({ [field]: null });
    expect(errors).toMatchObject([{ path: [field], extensions: timedOut }]);
    expect(ended).toEqual([]);
    await blocker.query('commit');
    await until(() => ended.length === 1);
    expect(ended[0]).toMatchObject({ message: 'SUBGRAPH_TIMEOUT' });
    expect(await stored()).toEqual(before.map(({ id, value }) => ({ id, value: value + changed })));
    expect(begun).toBe(false);
    // Its connection is free again.
    await Promise.all(Array.from({ length: poolMax }, () => orm.em.fork().execute('select 1')));
  });
});
