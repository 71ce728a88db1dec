import { EventEmitter, on } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '#test-kit/until.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { type RawSocket, rawSocket } from '../testing/raw-socket.ts';
import { startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';
import type { TinySubgraphOptions } from '../testing/tiny-subgraph.ts';

const emitter = new EventEmitter();
let gate: Promise<void> = Promise.resolve();
let graph: TinyGraph;
let socket: RawSocket;

const changes = { subscribe: () => on(emitter, 'change'), resolve: ([event]: [object]) => event };
const feed = (typeDefs: string): TinySubgraphOptions => ({
  name: 'feed',
  typeDefs: `type Query { now: Int } type Subscription { change: Change } ${typeDefs}`,
  resolvers: { Query: { now: () => 1 }, Subscription: { change: changes } },
});
const change = 'type Change { n: Int m: Int thing: Thing } type Thing @key(fields: "id") { id: ID! }';
const facts = (typeDefs: string): TinySubgraphOptions => ({
  name: 'facts',
  typeDefs: `type Query { pulse: Int } ${typeDefs}`,
  resolvers: {
    Thing: {
      fact: async ({ id }: { id: string }) => {
        await gate;
        return `fact ${id}`;
      },
      info: ({ id }: { id: string }) => ({ loud: `${id}!` }),
    },
  },
});
const fact = 'type Thing @key(fields: "id") { id: ID! fact: String info: Info } type Info { loud: String }';

beforeEach(async () => {
  gate = Promise.resolve();
  graph = await startTinyGraph({ subgraphs: [feed(change), facts(fact)] });
  socket = await rawSocket(graph.url);
});

afterEach(async () => {
  socket.terminate();
  await graph.stop();
});

const emit = (n: number) => emitter.emit('change', { n, m: -n, thing: { id: String(n) } });

/** Serves these subgraphs, with a version number as a field, and waits until the gateway serves that field. */
async function reload(version: number, ...subgraphs: TinySubgraphOptions[]): Promise<void> {
  const versioned = { name: 'version', typeDefs: `type Query { version${version}: Int }` };
  const schemas = [...subgraphs, versioned].map(({ name, typeDefs }) => {
    const url = name === 'version' ? 'http://127.0.0.1:1' : graph.subgraph(name).url;
    return { name, url, typeDefs: linked(typeDefs) };
  });
  await writeFile(graph.file, composeSupergraph(schemas).supergraphSdl);
  await until(
    async () =>
      (await graph.request(`{ version${version} }`)).errors?.[0]?.extensions.code !== 'GRAPHQL_VALIDATION_FAILED',
  );
}

const linked = (typeDefs: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated"])\n${typeDefs}`;

async function live(query: string): Promise<void> {
  socket.subscribe('s', query);
  await until(() => emitter.listenerCount('change') === 1);
}

const next = async () => (await socket.next('s')).payload;
const codes = (payload: unknown) =>
  (payload as { extensions: { code: string } }[]).map(({ extensions }) => extensions.code);

describe('when the supergraph changes, a subscription', () => {
  test('that it still has goes on under the same upstream subscription, without a lost event', async () => {
    await live('subscription { change { n thing { fact } } }');
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    emit(1);
    emit(2);
    await until(() => graph.subgraph('facts').requests.length === 1);
    await reload(2, feed(`${change} extend type Change { added: Int }`), facts(fact));
    emit(3);
    held.resolve();
    for (const n of [1, 2, 3]) expect(await next()).toEqual({ data: { change: { n, thing: { fact: `fact ${n}` } } } });
    emit(4);
    expect(await next()).toEqual({ data: { change: { n: 4, thing: { fact: 'fact 4' } } } });
    expect(graph.subgraph('feed').subscriptions).toHaveLength(1);
  });

  test('is shared with those that start after it', async () => {
    const query = 'subscription { change { n } }';
    await live(query);
    await reload(2, feed(change), facts(fact));
    socket.subscribe('later', query);
    socket.subscribe('q', '{ now }');
    await socket.next('q');
    emit(1);
    expect(await next()).toEqual({ data: { change: { n: 1 } } });
    expect((await socket.next('later')).payload).toEqual({ data: { change: { n: 1 } } });
    expect(graph.subgraph('feed').subscriptions).toHaveLength(1);
  });

  test('runs under the new authorization', async () => {
    await live('subscription { change { n thing { info { loud } } } }');
    emit(1);
    expect(await next()).toEqual({ data: { change: { n: 1, thing: { info: { loud: '1!' } } } } });
    await reload(2, feed(change), facts(fact.replace('loud: String', 'loud: String @authenticated')));
    emit(2);
    const { data, errors } = (await next()) as { data: unknown; errors: unknown };
    expect(data).toEqual({ change: { n: 2, thing: { info: { loud: null } } } });
    expect(codes(errors)).toEqual(['UNAUTHENTICATED']);
    expect(graph.subgraph('feed').subscriptions).toHaveLength(1);
  });

  test.each([
    ['has lost a field', 'GRAPHQL_VALIDATION_FAILED', feed(change.replace('n: Int ', ''))],
    [
      'may no longer be anonymous',
      'UNAUTHENTICATED',
      { name: 'feed', typeDefs: feed(change).typeDefs.replace('change: Change', 'change: Change @authenticated') },
    ],
  ])('that %s ends with %s', async (_change, code, changed) => {
    await live('subscription { change { n } }');
    await reload(2, changed, facts(fact));
    const message = await socket.next('s');
    expect([message.type, codes(message.payload)]).toEqual(['error', [code]]);
    await until(() => emitter.listenerCount('change') === 0);
  });

  test('of a log whose events are now requested in another way ends with EVENTS_LOST', async () => {
    await live('subscription { change { n m } }');
    const moved = feed(
      'type Change @key(fields: "n") { n: Int thing: Thing } type Thing @key(fields: "id") { id: ID! }',
    );
    await reload(2, moved, facts(`${fact} type Change @key(fields: "n") { n: Int m: Int }`));
    const message = await socket.next('s');
    expect([message.type, codes(message.payload)]).toEqual(['error', ['EVENTS_LOST']]);
  });

  test('whose field becomes a state subscribes again, to be handled as one from then on', async () => {
    await live('subscription { change { n } }');
    const state = `type Query { now: Int } type Subscription { change: Change @state } ${change}
      extend schema @link(url: "https://masar-eagle.example/subscriptions/v1.0", import: ["@state"])
        @federation__composeDirective(name: "@state")
      directive @state on FIELD_DEFINITION`;
    await reload(2, { name: 'feed', typeDefs: state }, facts(fact));
    await until(() => graph.subgraph('feed').subscriptions.length === 2 && emitter.listenerCount('change') === 1);
    graph.subgraph('feed').terminateSockets();
    await until(() => graph.subgraph('feed').subscriptions.length === 3 && emitter.listenerCount('change') === 1);
    emit(1);
    expect(await next()).toEqual({ data: { change: { n: 1 } } });
  });
});
