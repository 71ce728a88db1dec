import { EventEmitter, on } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { InProcessBus } from '#platform/messaging/bus/in-process-bus.ts';
import { until } from '#test-kit/until.ts';
import { type RawSocket, rawSocket } from './testing/raw-socket.ts';
import { startTinyGraph, type TinyGraph } from './testing/tiny-graph.ts';

const typeDefs = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@composeDirective"])
  @link(url: "https://masar-eagle.example/caching/v1.0", import: ["@cacheControl", "@cacheUntil"])
  @composeDirective(name: "@cacheControl") @composeDirective(name: "@cacheUntil")
  directive @cacheControl(maxAge: Int, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT
  directive @cacheUntil on FIELD_DEFINITION
  type Query { trip(id: ID!): Trip trips: [Trip!] @cacheControl(maxAge: 60) plain: Int }
  type Mutation { change(id: ID!): Int fail: Int }
  type Subscription { changed: Int }
  type Trip @key(fields: "id") @cacheControl(maxAge: 60) {
    id: ID! at: String @cacheUntil price: Int broken: Int secret: Int @authenticated
  }`;

const emitter = new EventEmitter();
let price = 0;
let at: string | null = null;
/** Reads of the price wait for it after they have read. */
let gate: Promise<void> = Promise.resolve();
let reads = 0;
let bus: InProcessBus;
let graph: TinyGraph;
let socket: RawSocket;

const trip = (id: string) => ({
  id,
  at: () => at,
  price: async () => {
    reads++;
    const now = price;
    await gate;
    return now;
  },
  broken: () => {
    throw new Error('broken');
  },
});

beforeAll(async () => {
  bus = new InProcessBus();
  graph = await startTinyGraph({
    bus,
    settings: { foreign: false },
    subgraphs: [
      {
        name: 'trips',
        typeDefs,
        resolvers: {
          Query: {
            trip: (_: unknown, { id }: { id: string }) => (id === 'none' ? null : trip(id)),
            trips: () => [trip('t_1')],
          },
          Mutation: { change: () => ++price },
          Subscription: { changed: { subscribe: () => on(emitter, 'changed'), resolve: () => price } },
        },
        eventExtensions: { changedIds: ['t_1'] },
      },
    ],
  });
});

beforeEach(async () => {
  await event('another');
  reads = 0;
  at = null;
  gate = Promise.resolve();
  socket = await rawSocket(graph.url);
});

afterEach(() => {
  jest.restoreAllMocks();
  graph.subgraph('trips').handleWith(null);
  socket.terminate();
});

afterAll(() => graph.stop());

/** Publishes an event, which drops every list. `beforeEach` empties the cache by one of the trips that tests read. */
const event = async (subject: string) => {
  const subjects = subject === 'another' ? ['t_1', 't_2'] : [subject];
  await bus.append(
    'trips',
    subjects.map((each) => JSON.stringify({ subject: each })),
  );
};
const query = 'query ($id: ID!) { trip(id: $id) { id at price } }';
const read = async (id = 't_1') => (await graph.request(query, { id })).data.trip.price;
const list = async () => (await graph.request('{ trips { id at price } }')).data.trips[0].price;

describe('a cached response', () => {
  test('is that of every viewer, with the same variables', async () => {
    expect(await read()).toBe(price);
    expect((await graph.request(query, { id: 't_1' }, 'a.b.c')).data.trip.price).toBe(price);
    expect(reads).toBe(1);
    await read('t_2');
    expect(reads).toBe(2);
  });

  test('is that of another language only for that language', async () => {
    await read();
    await graph.request(query, { id: 't_1' }, null, { 'accept-language': 'ar' });
    expect(reads).toBe(2);
  });

  test('serves a WebSocket too', async () => {
    await read();
    socket.subscribe('1', '{ trip(id: "t_1") { id at price } }');
    const first = await socket.next('1');
    socket.subscribe('2', '{ trip(id: "t_1") { id at price } }');
    expect(await socket.next('2')).toMatchObject({ payload: first.payload as object });
    expect(reads).toBe(2);
  });

  test.each<[string, () => Promise<unknown>, number]>([
    ['ends with an event of what it shows', () => event('t_1'), 2],
    ['outlives an event of what it does not show', () => event('t_9'), 1],
  ])('%s', async (_name, publish, expected) => {
    await read();
    await publish();
    await read();
    expect(reads).toBe(expected);
  });

  test('with a part of a list ends with every event of the subgraph', async () => {
    await list();
    await list();
    expect(reads).toBe(1);
    await event('t_9');
    await list();
    expect(reads).toBe(2);
  });

  test('ends at the first time to come that it shows', async () => {
    const time = Date.now() + 50_000;
    at = new Date(time).toISOString();
    await read();
    await read();
    expect(reads).toBe(1);
    jest.spyOn(Date, 'now').mockReturnValue(time);
    await read();
    await read();
    expect(reads).toBe(2);
  });
});

describe.each<[string, string, Record<string, unknown>?]>([
  ['that selects no id', '{ trip(id: "t_1") { at price } }'],
  ['with an error', '{ trip(id: "t_1") { id at price broken } }'],
  ['with a field under an auth directive', '{ trip(id: "t_1") { id at price secret } }'],
  ['with a missing entity', '{ a: trip(id: "t_1") { id at price } b: trip(id: "none") { id at } }'],
  ['with a field that has no age', '{ trip(id: "t_1") { id at price } plain }'],
])('a query %s', (_name, source) => {
  test('is not cached', async () => {
    await graph.request(source);
    await graph.request(source);
    expect(reads).toBe(2);
  });
});

describe('a mutation', () => {
  const change = (changedIds?: unknown) => {
    graph.subgraph('trips').handleWith((response, { query }) => {
      if (!query.startsWith('mutation')) throw new Error('a query');
      graph.subgraph('trips').handleWith(null);
      response.setHeader('content-type', 'application/json');
      const extensions = changedIds === undefined ? {} : { extensions: { changedIds } };
      response.end(JSON.stringify({ data: { change: ++price }, ...extensions }));
    });
    return graph.request('mutation { change(id: "t_1") }');
  };

  test.each<[string, unknown, number]>([
    ['that changed what it shows', ['t_1'], 2],
    ['that does not say what it changed', undefined, 2],
    ['that changed something else', ['t_9'], 1],
    ['that changed nothing', [], 1],
  ])('%s', async (_name, changedIds, expected) => {
    await read();
    const { extensions } = (await change(changedIds)) as { extensions?: unknown };
    expect(extensions).toBeUndefined();
    if (expected === 2) expect(await read()).toBe(price);
    else await read();
    expect(reads).toBe(expected);
  });

  test('that gets no response ends every cached one', async () => {
    await read();
    graph.subgraph('trips').handleWith((response) => void response.destroy());
    await graph.request('mutation { change(id: "t_1") }');
    graph.subgraph('trips').handleWith(null);
    await read();
    expect(reads).toBe(2);
  });

  test('keeps out of the cache what was read before it and answered after it', async () => {
    const opened = Promise.withResolvers<void>();
    gate = opened.promise;
    const early = read();
    while (reads === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await change(['t_1']);
    opened.resolve();
    expect(await early).toBe(price - 1);
    expect(await read()).toBe(price);
  });
});

test('an event of a subscription ends what it is of before a client gets it', async () => {
  socket.subscribe('1', 'subscription { changed }');
  await until(() => emitter.listenerCount('changed') === 1);
  await read();
  price++;
  emitter.emit('changed', {});
  expect((await socket.next('1')).payload).toEqual({ data: { changed: price } });
  expect(await read()).toBe(price);
});

test('after a gap in the events nothing is left', async () => {
  const gaps: (() => void)[] = [];
  const watched = new (class extends InProcessBus {
    override watch(...[source, watcher]: Parameters<InProcessBus['watch']>) {
      gaps.push(() => watcher.onGap());
      return super.watch(source, watcher);
    }
  })();
  const other = await startTinyGraph({
    bus: watched,
    settings: { foreign: false },
    subgraphs: [{ name: 'trips', typeDefs, resolvers: { Query: { trip: () => trip('t_1') } } }],
  });
  try {
    for (let count = 0; count < 2; count++) await other.request(query, { id: 't_1' });
    expect(reads).toBe(1);
    gaps[0]?.();
    await other.request(query, { id: 't_1' });
    expect(reads).toBe(2);
  } finally {
    await other.stop();
  }
});

test.each<[string, object]>([
  ['without a bus', {}],
  ['with no bytes for it', { bus: new InProcessBus(), settings: { foreign: false, cacheBytes: 0 } }],
  ['without shared queries', { bus: new InProcessBus(), settings: { foreign: false, shareQueries: false } }],
  ["for a supergraph that may be another platform's", { bus: new InProcessBus(), settings: { foreign: true } }],
])('there is no cache %s', async (_name, options) => {
  const other = await startTinyGraph({
    settings: { foreign: false },
    subgraphs: [{ name: 'trips', typeDefs, resolvers: { Query: { trip: () => trip('t_1') } } }],
    ...options,
  });
  try {
    for (let count = 0; count < 2; count++) await other.request(query, { id: 't_1' });
    expect(reads).toBe(2);
  } finally {
    await other.stop();
  }
});
