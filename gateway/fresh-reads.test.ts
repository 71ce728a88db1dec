import { EventEmitter, on } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestGateway } from '#test-kit/gateway.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { type RawSocket, rawSocket } from './testing/raw-socket.ts';
import { startTinyGraph, type TinyGraph } from './testing/tiny-graph.ts';

const emitter = new EventEmitter();
let value = 'old';
/** Reads of the old value wait for it after they have read. */
let release = Promise.withResolvers<void>();
/** The reads that wait. */
let heldReads = 0;
/** Mutations wait for it before they change the value. */
let mayChange: Promise<void> = Promise.resolve();
let graph: TinyGraph;
let socket: RawSocket;

async function read(): Promise<string> {
  const now = value;
  if (now === 'old') {
    heldReads++;
    await release.promise;
  }
  return now;
}

async function change(): Promise<string> {
  await mayChange;
  value = 'new';
  return value;
}

beforeAll(async () => {
  graph = await startTinyGraph({
    subgraphs: [
      {
        name: 'catalog',
        typeDefs: 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! }',
        resolvers: { Query: { thing: () => ({ id: '1' }) } },
      },
      {
        name: 'store',
        typeDefs: `
          type Query { value: String }
          type Mutation { change: String fail: String }
          type Subscription { changed: String }
          type Thing @key(fields: "id") { id: ID! value: String }`,
        resolvers: {
          Query: { value: read },
          Thing: { value: read },
          Mutation: {
            change,
            fail: async () => {
              await change();
              throw new Error('failed after the change');
            },
          },
          Subscription: {
            changed: { subscribe: () => on(emitter, 'changed'), resolve: ([event]: [string]) => event },
          },
        },
      },
    ],
  });
});

beforeEach(async () => {
  value = 'old';
  heldReads = 0;
  release = Promise.withResolvers();
  mayChange = Promise.resolve();
  graph.subgraph('store').handleWith(null);
  graph.subgraph('store').requests.length = 0;
  socket = await rawSocket(graph.url);
});

afterEach(() => {
  release.resolve();
  socket.terminate();
});

afterAll(() => graph.stop());

type Request = (query: string) => Promise<unknown>;

const overHttp: Request = async (query) => (await graph.request(query)).data;

let operations = 0;
const overWebSocket: Request = async (query) => {
  const id = String(operations++);
  socket.subscribe(id, query);
  return ((await socket.next(id)).payload as { data: unknown }).data;
};

/** Starts a read that has read the old value and waits. */
async function slowRead(request: Request, query: string): Promise<{ result: Promise<unknown> }> {
  const result = request(query);
  await until(() => heldReads > 0);
  return { result };
}

describe.each([
  ['HTTP', overHttp],
  ['WebSocket', overWebSocket],
])('over %s', (_name, request) => {
  test.each([
    ['{ value }', { value: 'old' }, { value: 'new' }],
    ['{ thing { value } }', { thing: { value: 'old' } }, { thing: { value: 'new' } }],
  ])('a read after a mutation does not share an older one: %s', async (query, before, after) => {
    const slow = await slowRead(request, query);
    expect(await request('mutation { change }')).toEqual({ change: 'new' });
    expect(await request(query)).toEqual(after);
    release.resolve();
    expect(await slow.result).toEqual(before);
  });

  test('a read after a mutation does not share one that began during the mutation', async () => {
    const gate = Promise.withResolvers<void>();
    mayChange = gate.promise;
    const mutation = request('mutation { change }');
    await until(() => graph.subgraph('store').requests.length === 1);
    const slow = await slowRead(request, '{ value }');
    gate.resolve();
    expect(await mutation).toEqual({ change: 'new' });
    expect(await request('{ value }')).toEqual({ value: 'new' });
    release.resolve();
    expect(await slow.result).toEqual({ value: 'old' });
  });

  test('a read after a mutation that failed does not share an older one', async () => {
    const slow = await slowRead(request, '{ value }');
    expect(await request('mutation { fail }')).toEqual({ fail: null });
    expect(await request('{ value }')).toEqual({ value: 'new' });
    release.resolve();
    expect(await slow.result).toEqual({ value: 'old' });
  });

  test('a read after a mutation without a response does not share an older one', async () => {
    const slow = await slowRead(request, '{ value }');
    graph.subgraph('store').handleWith((response) => {
      value = 'new';
      response.socket?.destroy();
    });
    expect(await request('mutation { change }')).toEqual({ change: null });
    graph.subgraph('store').handleWith(null);
    expect(await request('{ value }')).toEqual({ value: 'new' });
    release.resolve();
    expect(await slow.result).toEqual({ value: 'old' });
  });
});

test('a read after a mutation over the other transport does not share an older one', async () => {
  const slow = await slowRead(overHttp, '{ value }');
  expect(await overWebSocket('mutation { change }')).toEqual({ change: 'new' });
  expect(await overHttp('{ value }')).toEqual({ value: 'new' });
  release.resolve();
  expect(await slow.result).toEqual({ value: 'old' });
});

test('a read after a mutation at another instance does not share an older one', async () => {
  const other = await startTestGateway({ settings: { foreign: true, supergraph: graph.file } });
  try {
    const slow = await slowRead(overHttp, '{ value }');
    expect((await requestGraphQL(other.url, 'mutation { change }')).data).toEqual({ change: 'new' });
    expect(await overHttp('{ value }')).toEqual({ value: 'new' });
    release.resolve();
    expect(await slow.result).toEqual({ value: 'old' });
  } finally {
    await other.stop();
  }
});

test('a read after a subscription event does not share an older one', async () => {
  socket.subscribe('changes', 'subscription { changed }');
  await until(() => emitter.listenerCount('changed') === 1);
  const slow = await slowRead(overHttp, '{ value }');
  value = 'new';
  emitter.emit('changed', 'new');
  expect((await socket.next('changes')).payload).toEqual({ data: { changed: 'new' } });
  expect(await overHttp('{ value }')).toEqual({ value: 'new' });
  release.resolve();
  expect(await slow.result).toEqual({ value: 'old' });
});

test('concurrent reads share requests', async () => {
  const slow = await slowRead(overHttp, '{ value }');
  const reads = Array.from({ length: 20 }, () => overWebSocket('{ value }'));
  await until(() => heldReads > 1);
  release.resolve();
  expect(await Promise.all([slow.result, ...reads])).toEqual(Array(21).fill({ value: 'old' }));
  // They arrive in one turn of the event loop or in a few.
  expect(graph.subgraph('store').requests.length).toBeLessThan(10);
});
