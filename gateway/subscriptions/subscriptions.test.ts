import { EventEmitter, on } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '#test-kit/until.ts';
import type { Watch } from '#test-kit/watch.ts';
import { type RawSocket, rawSocket } from '../testing/raw-socket.ts';
import { abandonedFetches, codesByPath, startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';

const emitter = new EventEmitter();
let graph: TinyGraph;
const watches: Watch[] = [];
const raws: RawSocket[] = [];

beforeAll(async () => {
  const feed = { subscribe: () => on(emitter, 'tick'), resolve: ([event]: [unknown]) => event };
  graph = await startTinyGraph({
    upstreamTimeout: 500,
    subgraphs: [
      {
        name: 'feed',
        typeDefs: `
          type Query { now: Int }
          type Subscription { ticks(step: Int = 2, tag: String): Tick maybe: Tick secret: Tick @authenticated refused: Tick torn: Tick! }
          type Tick { n: Int echo: String things: [Thing!] private: String @authenticated }
          type Thing @key(fields: "id") { id: ID! }`,
        resolvers: {
          Query: { now: () => 1 },
          Subscription: {
            ticks: {
              subscribe: feed.subscribe,
              resolve: ([event]: [object | null], { step, tag }: { step: number; tag?: string }) =>
                event && { echo: `${step} ${tag}`, ...event },
            },
            maybe: feed,
            secret: feed,
            torn: feed,
            refused: {
              subscribe: () => {
                throw new Error('feed-internal');
              },
            },
          },
        },
      },
      {
        name: 'facts',
        typeDefs:
          'type Query { pulse: Int } type Thing @key(fields: "id") { id: ID! fact(loud: Boolean = false): String }',
        resolvers: {
          Thing: {
            fact: ({ id }: { id: string }, { loud }: { loud: boolean }) => (loud ? id.toUpperCase() : `fact ${id}`),
          },
        },
      },
    ],
  });
});

afterEach(async () => {
  graph.subgraph('facts').handleWith(null);
  for (const each of watches.splice(0)) await each.stop();
  for (const each of raws.splice(0)) each.terminate();
  await until(() => graph.subgraph('feed').activeSubscriptions() === 0 && emitter.listenerCount('tick') === 0);
});

afterAll(() => graph.stop());

const listening = (count: number) => until(() => emitter.listenerCount('tick') === count);

async function live(query: string, variables?: Record<string, unknown>): Promise<Watch> {
  const before = emitter.listenerCount('tick');
  const started = graph.watch(query, variables ? { variables } : {});
  watches.push(started);
  await listening(before + 1);
  return started;
}

async function raw(parameters?: Record<string, unknown>): Promise<RawSocket> {
  const socket = await rawSocket(graph.url, parameters);
  raws.push(socket);
  return socket;
}

const tick = (n: number, ...ids: string[]) => emitter.emit('tick', { n, things: ids.map((id) => ({ id })) });

describe('each event', () => {
  test('is completed by the other subgraphs, in order', async () => {
    const ticks = await live('subscription { ticks { n things { id fact } } }');
    for (const n of [1, 2, 3]) tick(n, `a${n}`, `b${n}`);
    for (const n of [1, 2, 3]) {
      const things = [`a${n}`, `b${n}`].map((id) => ({ id, fact: `fact ${id}` }));
      expect(await ticks.next()).toEqual({ data: { ticks: { n, things } } });
    }
  });

  test('applies the client’s aliases, fragments, variables and defaults', async () => {
    const ticks = await live(
      `subscription ($step: Int = 5, $tag: String, $loud: Boolean = true, $no: Boolean!) {
        t: ticks(step: $step, tag: $tag) { ...F e: echo } }
      fragment F on Tick { number: n ... on Tick { ts: things { f: fact(loud: $loud) id @include(if: $no) } } }`,
      { tag: 'x', no: false },
    );
    tick(1, 'a');
    expect(await ticks.next()).toEqual({ data: { t: { number: 1, ts: [{ f: 'A' }], e: '5 x' } } });
    expect(graph.subgraph('feed').subscriptions.at(-1)?.variables).toEqual({ tag: 'x' });
  });

  test('may be null, or need only the first subgraph', async () => {
    const ticks = await live('subscription { maybe { n } }');
    emitter.emit('tick', null);
    tick(2);
    expect(await ticks.next()).toEqual({ data: { maybe: null } });
    expect(await ticks.next()).toEqual({ data: { maybe: { n: 2 } } });
  });

  test('has errors at the fields of a subgraph that is down, and the subscription continues', async () => {
    const ticks = await live('subscription { ticks { n things { fact } } }');
    graph.subgraph('facts').handleWith((response) => void response.socket?.destroy());
    tick(1, 'a', 'b');
    const { data, errors } = await ticks.next();
    expect(data).toEqual({ ticks: { n: 1, things: [{ fact: null }, { fact: null }] } });
    expect(codesByPath({ errors })).toEqual({
      'ticks.things.0.fact': 'SUBGRAPH_UNAVAILABLE',
      'ticks.things.1.fact': 'SUBGRAPH_UNAVAILABLE',
    });
    graph.subgraph('facts').handleWith(null);
    tick(2, 'c');
    expect(await ticks.next()).toEqual({ data: { ticks: { n: 2, things: [{ fact: 'fact c' }] } } });
  });

  test('hides refused fields; a refused root field ends the subscription without a request', async () => {
    const ticks = await live('subscription { ticks { private n } }');
    tick(1);
    const { data, errors } = await ticks.next();
    expect([data, codesByPath({ errors })]).toEqual([
      { ticks: { private: null, n: 1 } },
      { 'ticks.private': 'UNAUTHENTICATED' },
    ]);
    const before = graph.subgraph('feed').subscriptions.length;
    const secret = graph.watch('subscription { secret { n } }', { token: 'a.b.c' });
    watches.push(secret);
    expect(codesByPath(await secret.next())).toEqual({ secret: 'UNAUTHENTICATED' });
    await until(() => secret.ended() === 'complete');
    expect(graph.subgraph('feed').subscriptions).toHaveLength(before);
  });
});

describe('an operation that cannot run gets an error, and the socket’s others continue', () => {
  test.each([
    [
      '@include at the root',
      'subscription ($yes: Boolean!) { ticks @include(if: $yes) { n } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['@skip at the root', 'subscription { ticks @skip(if: false) { n } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      '@skip in a fragment at the root',
      'subscription { ...F } fragment F on Subscription { ... { ticks @skip(if: true) { n } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['two roots', 'subscription { ticks { n } maybe { n } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a syntax error', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['an invalid variable', 'subscription ($s: Int!) { ticks(step: $s) { n } }', 'BAD_USER_INPUT'],
    ['an error of the subgraph', 'subscription { refused { n } }', 'INTERNAL_SERVER_ERROR'],
  ])('%s', async (_, query, code) => {
    const socket = await raw();
    socket.subscribe('good', 'subscription { ticks { n } }');
    await listening(1);
    socket.subscribe('bad', query, { yes: true });
    const { type, payload } = await socket.next('bad');
    const errors = type === 'error' ? payload : (payload as { errors: unknown }).errors;
    expect(errors).toMatchObject([{ extensions: { code, requestId: expect.any(String) } }]);
    expect(JSON.stringify(errors)).not.toMatch(/feed-internal|127\.0\.0\.1/);
    tick(1);
    expect((await socket.next('good')).payload).toEqual({ data: { ticks: { n: 1 } } });
    expect(socket.closed).toBe(false);
  });
});

describe('the end of a subscription', () => {
  test('by the client ends it at the subgraph, and the socket’s others continue', async () => {
    const socket = await raw();
    socket.subscribe('one', 'subscription { ticks { n } }');
    socket.subscribe('two', 'subscription { ticks { n echo } }');
    await listening(2);
    expect(graph.subgraph('feed').activeSubscriptions()).toBe(2);
    socket.complete('one');
    await listening(1);
    tick(3);
    expect((await socket.next('two')).payload).toEqual({ data: { ticks: { n: 3, echo: '2 undefined' } } });
    expect(socket.messages.filter(({ id }) => id === 'one')).toEqual([]);
    const { subscriptions } = graph.subgraph('feed');
    const before = subscriptions.length;
    socket.complete('two');
    socket.subscribe('three', 'subscription { ticks { n } }');
    await until(() => subscriptions.length > before && emitter.listenerCount('tick') === 1);
    tick(4);
    expect((await socket.next('three')).payload).toEqual({ data: { ticks: { n: 4 } } });
  });

  test('by the client aborts the requests that complete an event, and nothing else', async () => {
    const received = Promise.withResolvers<void>();
    graph.subgraph('facts').handleWith(() => received.resolve());
    const socket = await raw();
    socket.subscribe('one', 'subscription { ticks { n things { fact } } }');
    socket.subscribe('two', 'subscription { maybe { n } }');
    await listening(2);
    tick(1, 'a');
    await received.promise;
    socket.complete('one');
    await until(async () => (await abandonedFetches(graph, 'facts')) === 1);
    await listening(1);
    tick(2);
    await until(() => socket.messages.filter(({ id }) => id === 'two').length === 2);
    expect(socket.messages.filter(({ id }) => id === 'one')).toEqual([]);
    expect(socket.closed).toBe(false);
  });

  test('by a dead socket ends every subscription of the socket', async () => {
    const socket = await raw();
    socket.subscribe('one', 'subscription { ticks { n things { fact } } }');
    socket.subscribe('two', 'subscription { maybe { n } }');
    await listening(2);
    socket.terminate();
    await listening(0);
    expect(graph.subgraph('feed').activeSubscriptions()).toBe(0);
  });

  test('of a log by a lost subgraph is an EVENTS_LOST error', async () => {
    for (const field of ['ticks', 'torn']) {
      const ticks = await live(`subscription { ${field} { n } }`);
      graph.subgraph('feed').terminateSockets();
      await until(() => ticks.ended() !== null);
      expect(ticks.events).toEqual([]);
      expect(ticks.ended()).toMatchObject({
        error: [{ extensions: { code: 'EVENTS_LOST', requestId: expect.any(String) } }],
      });
    }
  });

  test('by a lost subgraph lets the next subscription reconnect', async () => {
    const socket = await raw();
    socket.subscribe('one', 'subscription { ticks { n } }');
    await listening(1);
    graph.subgraph('feed').terminateSockets();
    await socket.next('one');
    socket.subscribe('again', 'subscription { ticks { n } }');
    await listening(1);
    tick(4);
    expect((await socket.next('again')).payload).toEqual({ data: { ticks: { n: 4 } } });
  });
});

test('forwards the token, the language and the request id to the subgraph, and no other client header', async () => {
  const headers = { 'accept-language': 'ar', 'x-anything': 'x', cookie: 'c=1', 'x-forwarded-for': '6.6.6.6' };
  const started = graph.watch('subscription { ticks { n } }', { token: 'a.b.c', headers });
  watches.push(started);
  await listening(1);
  const connection = graph.subgraph('feed').connections.at(-1);
  expect(connection?.parameters).toEqual({ Authorization: 'Bearer a.b.c' });
  expect(connection?.headers).toMatchObject({ 'accept-language': 'ar', 'x-request-id': expect.any(String) });
  for (const name of ['x-anything', 'cookie', 'authorization']) expect(connection?.headers).not.toHaveProperty(name);
});
