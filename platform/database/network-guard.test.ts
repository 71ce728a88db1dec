import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { subgraphClient } from '../subgraph/graphql-client.ts';
import { inTransaction } from './in-transaction.ts';
import { assertNoTransaction, forbidNetworkInTransactions, outsideTransaction } from './network-guard.ts';
import { createOrm } from './open-database.ts';

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await testDatabase('users');
  orm = await createOrm(await schemaOf('users'), { url: database.url, poolMax: 4, logSql: false }, silent);
  forbidNetworkInTransactions(orm);
});

afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

const request = subgraphClient('users', 'http://127.0.0.1:9/graphql');
const call = () => request({ query: '{ me { id } }' });
const sent = expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' });
const refused = 'a request to users inside a transaction';

test('allows a request inside a transaction of an ORM that does not forbid it', async () => {
  const other = await createOrm(await schemaOf('users'), { url: database.url, poolMax: 1, logSql: false }, silent);
  await expect(other.em.fork().transactional(call)).rejects.toEqual(sent);
  await other.close(true);
});

test('refuses a request inside each kind of transaction', async () => {
  await expect(inTransaction(orm.em.fork(), call)).rejects.toThrow(refused);
  await expect(orm.em.fork().transactional((tx) => tx.transactional(call))).rejects.toThrow(refused);
  await expect(
    orm.em.fork().transactional(async (tx) => {
      await tx.execute('select 1');
      return Promise.all([call(), tx.execute('select 1')]);
    }),
  ).rejects.toThrow(refused);
});

test('refuses a wrapped function without calling it', async () => {
  let calls = 0;
  const send = outsideTransaction('a text message', async (to: string) => {
    calls++;
    return to;
  });
  await expect(orm.em.fork().transactional(() => send('+966500000001'))).rejects.toThrow(
    'a text message inside a transaction',
  );
  expect(calls).toBe(0);
  expect(await send('+966500000001')).toBe('+966500000001');
});

test('allows requests before, after and beside a transaction', async () => {
  await expect(call()).rejects.toEqual(sent);
  const open = Promise.withResolvers<void>();
  const transaction = orm.em.fork().transactional(() => open.promise);
  await expect(call()).rejects.toEqual(sent);
  open.resolve();
  await transaction;
  await expect(call()).rejects.toEqual(sent);
});

test.each(['committed', 'rolled back'])('allows a request of work that outlives its %s transaction', async (end) => {
  const ended = Promise.withResolvers<void>();
  let later: Promise<void> | undefined;
  await orm.em
    .fork()
    .transactional(async () => {
      later = ended.promise.then(() => assertNoTransaction('a request'));
      if (end === 'rolled back') throw new Error('undone');
    })
    .catch(() => {});
  ended.resolve();
  await expect(later).resolves.toBeUndefined();
});
