import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { watch } from '#test-kit/watch.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { isDatabaseUnavailable } from '../database/database-unavailable.ts';
import { inTransaction } from '../database/in-transaction.ts';
import { namedStatement, runNamed } from '../database/named-statements.ts';
import { createOrm } from '../database/open-database.ts';
import type { SubgraphServer } from './server.ts';
import { startSmallServer } from './testing/small-server.ts';

const one = namedStatement('test_one', 'select 1');
let database: TestDatabase;
let server: SubgraphServer;
let orm: MikroORM;

const connectTo = async (url: string, poolMax = 1) =>
  createOrm(await schemaOf('trips'), { url, poolMax, logSql: false }, silent);

/** Ends the connection on which the manager's transaction runs. */
async function loseConnection(tx: EntityManager): Promise<void> {
  const [{ pid = 0 } = {}] = await tx.execute<{ pid: number }[]>('select pg_backend_pid() as pid');
  const killer = new pg.Client({ connectionString: database.url });
  await killer.connect();
  await killer.query('select pg_terminate_backend($1)', [pid]);
  await until(async () => {
    const { rows } = await killer.query('select 1 from pg_stat_activity where pid = $1', [pid]);
    return rows.length === 0;
  });
  await killer.end();
}

beforeAll(async () => {
  database = await testDatabase('trips');
  orm = await connectTo(database.url);
  server = await startSmallServer(
    `type Query { execute: Int named: Int transaction: Int slow: Int bug: Int }
    type Mutation { lose: Int loseAtCommit: Int }
    type Subscription { follow: Int }`,
    {
      Query: {
        execute: async () => void (await orm.em.fork().execute('select 1')),
        named: async () => void (await runNamed(orm.em.fork(), one, [])),
        transaction: async () => void (await inTransaction(orm.em.fork(), (tx) => tx.execute('select 1'))),
        slow: () =>
          orm.em.fork().transactional(async (tx) => {
            await tx.execute('set local statement_timeout = 50');
            await tx.execute('select pg_sleep(30)');
          }),
        bug: async () => void (await orm.em.fork().execute('select * from nothing')),
      },
      Mutation: {
        lose: () =>
          inTransaction(orm.em.fork(), async (tx) => {
            await loseConnection(tx);
            await tx.execute('select 1');
          }),
        loseAtCommit: () => inTransaction(orm.em.fork(), loseConnection),
      },
      Subscription: {
        follow: {
          subscribe: async function* () {
            yield { follow: 1 };
            await orm.em.fork().execute('select 1');
          },
        },
      },
    },
    orm.em,
  );
});

afterAll(async () => {
  await server.stop();
  await orm.close(true);
  await database.drop();
});

const unavailable = { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'tiny' };
const extensionsOf = async (query: string) =>
  (await requestGraphQL(server.url, query)).errors?.map(({ extensions: { requestId, ...rest } }) => rest);

/** A server that handles each connection in this way. */
async function withServer(onConnection: (socket: net.Socket) => void, work: (url: string) => Promise<void>) {
  const fake = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => onConnection(socket));
  });
  fake.listen(0, '127.0.0.1');
  await once(fake, 'listening');
  try {
    await work(`postgres://a:b@127.0.0.1:${(fake.address() as net.AddressInfo).port}/x`);
  } finally {
    fake.close();
  }
}

/** PostgreSQL's ErrorResponse. */
function refuse(socket: net.Socket, state: string): void {
  const fields = `SFATAL\0VFATAL\0C${state}\0Mdb-internal\0\0`;
  const header = Buffer.alloc(5, 'E');
  header.writeInt32BE(fields.length + 4, 1);
  socket.end(Buffer.concat([header, Buffer.from(fields)]));
}

async function withDatabase(url: string, work: () => Promise<void>): Promise<void> {
  const connected = orm;
  orm = await connectTo(url);
  try {
    await work();
  } finally {
    await orm.close(true);
    orm = connected;
  }
}

/** Expects every way to read to say that the database is away, over HTTP and over a socket. */
const expectUnavailable = (url: string): Promise<void> =>
  withDatabase(url, async () => {
    expect(await extensionsOf('{ execute named transaction }')).toEqual([unavailable, unavailable, unavailable]);
    const watching = watch(server.url, '{ execute }');
    await until(() => watching.events.length > 0);
    expect(watching.events[0]?.errors?.[0]?.extensions).toMatchObject(unavailable);
    await watching.stop();
  });

test('a server that does not listen', () => expectUnavailable('postgres://a:b@127.0.0.1:9/x'));

test('a host that does not exist', () => expectUnavailable('postgres://a:b@database.invalid:9/x'));

test.each<[string, (socket: net.Socket) => void]>([
  ['resets connections', (socket) => socket.resetAndDestroy()],
  ['closes connections', (socket) => socket.end()],
  ['starts', (socket) => refuse(socket, '57P03')],
  ['stops', (socket) => refuse(socket, '57P01')],
  ['has no connection left', (socket) => refuse(socket, '53300')],
])('a server that %s', (_, onConnection) => withServer(onConnection, expectUnavailable));

test.each(['lose', 'loseAtCommit'])('a mutation that loses its connection: %s', async (field) => {
  expect(await extensionsOf(`mutation { ${field} }`)).toEqual([unavailable]);
  // The place of the lost connection in the pool is free.
  expect(await extensionsOf('{ execute }')).toBeUndefined();
});

test('a pool whose connections are all in use', async () => {
  const timeout = new Error('timeout exceeded when trying to connect');
  expect(isDatabaseUnavailable(timeout)).toBe(true);
});

test('a subscription whose source fails', async () => {
  await withDatabase('postgres://a:b@127.0.0.1:9/x', async () => {
    const watching = watch(server.url, 'subscription { follow }');
    await until(() => watching.ended() !== null);
    expect(watching.ended()).toMatchObject({ error: [{ extensions: unavailable }] });
    await watching.stop();
  });
});

test('a statement that takes too long is SUBGRAPH_TIMEOUT, and one that is wrong stays an internal error', async () => {
  expect(await extensionsOf('{ slow }')).toEqual([{ code: 'SUBGRAPH_TIMEOUT', subgraph: 'tiny' }]);
  expect(await extensionsOf('{ bug }')).toEqual([{ code: 'INTERNAL_SERVER_ERROR' }]);
});
