import { EventEmitter, on } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '#test-kit/until.ts';
import { rawSocket } from '../testing/raw-socket.ts';
import { startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';

const emitter = new EventEmitter();
emitter.setMaxListeners(0);
let graph: TinyGraph;

beforeAll(async () => {
  graph = await startTinyGraph({
    settings: { foreign: false },
    subgraphs: [
      {
        name: 'feed',
        typeDefs: `
          type Query { now: Int }
          type Subscription { ticks(of: Int): Tick quiet(of: Int): Tick ends: Tick fails: Tick }
          type Tick { n: Int thing: Thing } type Thing @key(fields: "id") { id: ID! }`,
        resolvers: {
          Query: { now: () => 1 },
          Subscription: {
            ticks: { subscribe: () => on(emitter, 'tick'), resolve: ([event]: [object]) => event },
            quiet: { subscribe: () => on(emitter, 'quiet') },
            ends: {
              subscribe: async function* () {
                yield { ends: { n: 1 } };
              },
            },
            fails: {
              subscribe: () => {
                throw new Error('no');
              },
            },
          },
        },
      },
      {
        name: 'facts',
        typeDefs: 'type Query { pulse: Int } type Thing @key(fields: "id") { id: ID! fact: String }',
        resolvers: { Thing: { fact: () => 'fact' } },
      },
    ],
  });
});

afterAll(() => graph.stop());

async function gauges(): Promise<Record<string, number>> {
  const text = await (await fetch(new URL('/metrics', graph.url))).text();
  const found = text.matchAll(/^(live_subscriptions|subscription_\w+)(?:\{[^}]*\})? (\d+)$/gm);
  return Object.fromEntries([...found].map(([, name, value]) => [name, Number(value)]));
}

/** Repeatable numbers between 0 and 1. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

test('10,000 subscriptions that start and end in any order leave nothing behind', async () => {
  const random = randoms(7);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const queries = [
    'subscription ($of: Int) { ticks(of: $of) { n } }',
    'subscription ($of: Int) { ticks(of: $of) { n thing { fact } } }',
    'subscription ($of: Int) { quiet(of: $of) { n } }',
    'subscription { ends { n } }',
    'subscription { fails { n } }',
    'subscription { unknown }',
  ];
  const sockets = await Promise.all(Array.from({ length: 40 }, () => rawSocket(graph.url)));
  const running = sockets.map((): string[] => []);
  const ticking = setInterval(() => emitter.emit('tick', { n: 1, thing: { id: '1' } }), 5);
  for (let started = 0; started < 10_000; started++) {
    const at = Math.floor(random() * sockets.length);
    const ids = running[at] as string[];
    const id = String(started);
    sockets[at]?.subscribe(id, pick(queries), { of: Math.floor(random() * 30) });
    ids.push(id);
    // Some end at once, while they are being planned; others when the socket closes.
    while (ids.length > 80 || (ids.length > 0 && random() < 0.5)) {
      const [ended] = ids.splice(Math.floor(random() * ids.length), 1);
      sockets[at]?.complete(ended as string);
    }
    if (started % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
    if (started % 500 === 499) {
      const dropped = Math.floor(random() * sockets.length);
      sockets[dropped]?.terminate();
      sockets[dropped] = await rawSocket(graph.url);
      running[dropped] = [];
    }
  }
  await until(async () => ((await gauges()).subscription_topics ?? 0) > 0);
  clearInterval(ticking);
  for (const socket of sockets) socket.terminate();
  const none = { live_subscriptions: 0, subscription_topics: 0, subscription_groups: 0, subscription_sockets: 0 };
  await until(async () => Object.values(await gauges()).every((value) => value === 0));
  expect(await gauges()).toEqual(none);
  await until(() => graph.subgraph('feed').activeSubscriptions() === 0);
  await until(() => emitter.listenerCount('tick') + emitter.listenerCount('quiet') === 0);
}, 60_000);
