import { EventEmitter, on } from 'node:events';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import pg from 'pg';
import { WebSocket } from 'ws';
import { createLog } from '#platform/log.ts';
import { type FaultProxy, startFaultProxy } from '#test-kit/fault-proxy.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { startTinyGraph, type TinyGraph, type TinyGraphOptions } from '../testing/tiny-graph.ts';

let database: TestDatabase;
let client: pg.Client;
let proxy: FaultProxy;
let graph: TinyGraph;
/** Another gateway of a test. */
let second: TinyGraph | undefined;
let lines: string[] = [];
const events = new EventEmitter();

const subgraphs: TinyGraphOptions['subgraphs'] = [
  {
    name: 'trips',
    typeDefs: `
      enum Locale { EN AR }
      input Near { city: String! locale: Locale }
      type Query { trips(near: Near): [Trip!]! secret: Int @authenticated }
      type Mutation { book(near: Near!): Trip }
      type Subscription { booked(city: String): Trip }
      type Trip { id: ID! city(locale: Locale): String }`,
    resolvers: {
      Query: { trips: () => [{ id: '1' }] },
      Mutation: { book: () => ({ id: '1' }) },
      Subscription: { booked: { subscribe: () => on(events, 'booked'), resolve: ([trip]: [unknown]) => trip } },
      Trip: { city: () => 'Riyadh' },
    },
  },
];

/** The URL of the database through the proxy, which can cut it off. */
function throughProxy(url: string): string {
  const proxied = new URL(url);
  proxied.port = new URL(proxy.url).port;
  return proxied.href;
}

const startGraph = (interval: number): Promise<TinyGraph> =>
  startTinyGraph({
    subgraphs,
    settings: { usage: { registry: { url: throughProxy(database.url) }, interval, retentionDays: 30 } },
    log: createLog({
      name: 'gateway',
      level: 'info',
      stream: new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) }),
    }),
  });

beforeAll(async () => {
  database = await testDatabase('registry');
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  proxy = await startFaultProxy(database.url);
  graph = await startGraph(20);
});

afterEach(async () => {
  await second?.stop();
  second = undefined;
  await proxy.set(null);
  await client.query('delete from used_operations');
  lines = [];
});

afterAll(async () => {
  await graph.stop();
  await proxy.stop();
  await client.end();
  await database.drop();
});

const named = (name: string, version = '1.0') => ({
  'apollographql-client-name': name,
  'apollographql-client-version': version,
});

interface Stored {
  client: string;
  name: string;
  count: number;
}

async function stored(): Promise<Stored[]> {
  const { rows } = await client.query(
    `select client_name || ' ' || client_version as client, name, sum(count)::int as count
     from operation_counts join used_operations on id = operation_id group by 1, 2 order by 1, 2`,
  );
  return rows;
}

const storedRequests = async (): Promise<number> => (await stored()).reduce((sum, { count }) => sum + count, 0);

async function inputs(): Promise<Record<string, number>> {
  const { rows } = await client.query(
    'select coordinate, sum(count)::int as count from input_counts group by 1 order by 1',
  );
  return Object.fromEntries(rows.map(({ coordinate, count }) => [coordinate, count]));
}

async function metric(outcome: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', graph.url))).text();
  const line = text
    .split('\n')
    .find((each) => each.startsWith('usage_requests_total') && each.includes(`"${outcome}"`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

const list = 'query List($near: Near) { trips(near: $near) { id name: city(locale: AR) } }';

test('requests over HTTP are counted by client, version and operation, with what they use', async () => {
  for (const near of [null, { city: 'Riyadh' }, { city: 'Jeddah', locale: 'EN' }])
    await graph.request(list, { near }, null, named('mobile'));
  await graph.request(list, {}, null, named('mobile', '2.0'));
  await graph.request('mutation Book { book(near: {city: "Riyadh"}) { id } }');
  await until(async () => (await storedRequests()) === 5);
  expect(await stored()).toEqual([
    { client: ' ', name: 'Book', count: 1 },
    { client: 'mobile 1.0', name: 'List', count: 3 },
    { client: 'mobile 2.0', name: 'List', count: 1 },
  ]);
  expect(await inputs()).toEqual({ Locale: 1, 'Locale.EN': 1, Near: 2, 'Near.city': 2, 'Near.locale': 1 });
  const { rows } = await client.query('select kind, document, coordinates from used_operations order by kind');
  expect(rows).toEqual([
    {
      kind: 'mutation',
      document: 'mutation Book {\n  book(near: {}) {\n    id\n  }\n}',
      coordinates: ['Mutation', 'Mutation.book', 'Mutation.book(near:)', 'Near', 'Near.city', 'Trip', 'Trip.id'],
    },
    {
      kind: 'query',
      document: 'query List($near: Near) {\n  trips(near: $near) {\n    id\n    city(locale: AR)\n  }\n}',
      coordinates: [
        ...['Locale', 'Locale.AR', 'Near', 'Query', 'Query.trips', 'Query.trips(near:)'],
        ...['Trip', 'Trip.city', 'Trip.city(locale:)', 'Trip.id'],
      ],
    },
  ]);
});

test('a socket has the client of its connection_init, or of its upgrade', async () => {
  const watched = graph.watch('subscription Init { booked(city: "Riyadh") { id } }', {
    headers: named('upgrade'),
    parameters: named('init'),
  });
  const other = graph.watch('subscription Upgrade { booked { id } }', { headers: named('upgrade') });
  await until(async () => (await storedRequests()) === 2);
  // A request is counted before its subgraph listens.
  await until(() => events.listenerCount('booked') === 2);
  events.emit('booked', { id: '1' });
  await Promise.all([watched.next(), other.next()]);
  const socket = createClient({
    url: graph.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: named('over a socket', '3'),
    retryAttempts: 0,
  });
  for await (const { data } of socket.iterate({ query: 'query Q { trips { id } }' })) expect(data).toBeTruthy();
  await socket.dispose();
  await Promise.all([watched.stop(), other.stop()]);
  await until(async () => (await storedRequests()) === 3);
  expect(await stored()).toEqual([
    { client: 'init 1.0', name: 'Init', count: 1 },
    { client: 'over a socket 3', name: 'Q', count: 1 },
    { client: 'upgrade 1.0', name: 'Upgrade', count: 1 },
  ]);
});

test('a subscription over HTTP has the client of its request', async () => {
  const aborting = new AbortController();
  const response = await fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...named('stream') },
    body: JSON.stringify({ query: 'subscription S { booked { id } }' }),
    signal: aborting.signal,
  });
  expect(response.status).toBe(200);
  await until(async () => (await storedRequests()) === 1);
  aborting.abort();
  expect(await stored()).toEqual([{ client: 'stream 1.0', name: 'S', count: 1 }]);
});

test('what is invalid is not counted, nor introspection; what a viewer may not have is', async () => {
  await graph.request('query Invalid { nothing }');
  await graph.request(list, { near: { town: 'x' } });
  await graph.request('query Introspection { __schema { types { name } } }');
  await graph.request('query Secret { secret }');
  await graph.request('query Last { trips { id } }');
  await until(async () => (await storedRequests()) === 2);
  expect((await stored()).map(({ name }) => name)).toEqual(['Last', 'Secret']);
});

test('while the registry is down requests are served, and the counts wait for it', async () => {
  await graph.request('query Before { trips { id } }');
  await until(async () => (await storedRequests()) === 1);
  const [storedBefore, lostBefore] = [await metric('stored'), await metric('lost')];
  await proxy.set('refuse');
  await until(async () => {
    const { data } = await graph.request('query During { trips { id } }');
    expect(data.trips).toHaveLength(1);
    return lines.some((line) => line.includes('cannot be stored yet'));
  });
  const { data } = await graph.request('query During { trips { id } }', {}, null, named('down'));
  expect(data.trips).toHaveLength(1);
  await proxy.set(null);
  await until(async () => (await stored()).some(({ client: name }) => name === 'down 1.0'));
  expect(lines.filter((line) => line.includes('cannot be stored yet'))).toHaveLength(1);
  await until(() => lines.some((line) => line.includes('the registry answers again')));
  const [kept, lost] = [(await metric('stored')) - storedBefore, (await metric('lost')) - lostBefore];
  expect((await storedRequests()) - 1).toBe(kept);
  // The connection may have been cut while it stored some.
  expect(lost).toBeLessThanOrEqual(kept + lost - 1);
});

test('a gateway starts without its registry, and stores when it stops', async () => {
  await proxy.set('refuse');
  second = await startGraph(3_600_000);
  await until(() => lines.some((line) => line.includes('cannot be stored yet')));
  await second.request('query Late { trips { id } }');
  await proxy.set(null);
  await second.stop();
  second = undefined;
  expect((await stored()).map(({ name, count }) => [name, count])).toEqual([['Late', 1]]);
});

test('the counts that the database refuses are lost, and the next ones bring their operation again', async () => {
  await graph.request('query Lost { trips { id } }');
  await until(async () => (await storedRequests()) === 1);
  await client.query('delete from used_operations');
  const before = await metric('lost');
  await graph.request('query Lost { trips { id } }');
  await until(async () => (await metric('lost')) === before + 1);
  await graph.request('query Lost { trips { id } }');
  await until(async () => (await storedRequests()) === 1);
  expect(await stored()).toEqual([{ client: ' ', name: 'Lost', count: 1 }]);
});

test('two gateways add their counts, and the first report of a day deletes what is too old', async () => {
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  for (const [id, back] of [
    ['kept', 29],
    ['old', 30],
  ] as const) {
    await client.query(
      `insert into used_operations values ('${id}', '${id}', 'query', '', '{Query.${id}}', '${day(back)}')`,
    );
    await client.query(`insert into operation_counts values ('${day(back)}', 'web', '1', '${id}', 7)`);
    await client.query(`insert into input_counts values ('${day(back)}', 'web', '1', '${id}', 'Near.city', 7)`);
    await client.query(
      `insert into operation_counts values ('${day(30)}', 'web', '2', 'kept', 1) on conflict do nothing`,
    );
  }
  second = await startGraph(20);
  const both = list.replace('List', 'Both');
  const sends = [graph, second].map(async (each) => {
    for (let at = 0; at < 10; at++) await each.request(both, { near: { city: 'x' } }, null, named('both'));
  });
  await Promise.all(sends);
  await until(async () => (await stored()).some(({ client: name, count }) => name === 'both 1.0' && count === 20));
  await until(async () => (await stored()).length === 2);
  expect(await stored()).toEqual([
    { client: 'both 1.0', name: 'Both', count: 20 },
    { client: 'web 1', name: 'kept', count: 7 },
  ]);
  expect(await inputs()).toEqual({ Near: 20, 'Near.city': 27 });
  expect((await client.query(`select id from used_operations where id = 'old'`)).rows).toEqual([]);
});
