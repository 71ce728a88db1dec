import { EventEmitter, on } from 'node:events';
import type { Viewer } from '#contract/viewer.ts';
import { withRawIntegers } from '#platform/lossless-json.ts';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { until } from '#test-kit/until.ts';
import { type RawStream, type RawStreamOptions, rawStream } from './raw-stream.ts';
import { startTinyGraph, type TinyGraph, type TinyGraphOptions } from './tiny-graph.ts';

/** A graph with the subscription `ticks`, whose events the test sends, and `secret`, which needs a token. */
export interface TickingGraph extends TinyGraph {
  /** Sends an event to every subscription. Its `item` is completed by the subgraph `facts`. */
  tick(n: number, fields?: Record<string, unknown>): void;
  /** Ends every subscription. */
  complete(): void;
  /** Resolves when the gateway serves as many subscriptions, and the subgraph one if there are any. */
  listening(count?: number): Promise<void>;
  /** Sends a request, a GET without a body, and resolves with the headers of its response. */
  send(body: Record<string, unknown> | null, accept?: string, options?: SendOptions): Promise<RawStream>;
  /** Closes the responses, and resolves when no subscription is left. */
  close(): Promise<void>;
  /** The number of mutations. */
  pings(): number;
}

export interface SendOptions extends RawStreamOptions {
  search?: Record<string, string>;
}

export interface TickingGraphOptions extends Omit<TinyGraphOptions, 'subgraphs'> {
  /** The expiry of every token, in seconds since the epoch. */
  expiresAt?: () => number;
}

export async function startTickingGraph({
  expiresAt = () => Number.MAX_SAFE_INTEGER,
  ...options
}: TickingGraphOptions = {}): Promise<TickingGraph> {
  const emitter = new EventEmitter();
  const streams: RawStream[] = [];
  let iterators: AsyncIterator<unknown>[] = [];
  let pings = 0;
  const ticks = {
    subscribe: () => {
      const iterator = on(emitter, 'tick');
      iterators.push(iterator);
      return iterator;
    },
    resolve: ([event]: [unknown]) => event,
  };
  const graph = await startTinyGraph({
    verifyToken: async () => ({ id: 'p1', role: 'passenger', sid: 's1', expiresAt: expiresAt() }) as Viewer,
    ...options,
    subgraphs: [
      {
        name: 'feed',
        typeDefs: `
          scalar Big
          type Query { hello(name: String): String }
          type Mutation { ping: Int }
          type Subscription { ticks(step: Int): Tick secret: Tick @authenticated }
          type Tick { n: Int text: String big: Big item: Item }
          type Item @key(fields: "id") { id: ID! }`,
        resolvers: {
          Query: { hello: (_: unknown, { name }: { name?: string }) => `hello ${name ?? 'you'}` },
          Mutation: { ping: () => ++pings },
          Subscription: { ticks, secret: ticks },
          Tick: { big: ({ big }: { big: unknown }) => withRawIntegers(big) },
        },
      },
      {
        name: 'facts',
        typeDefs: 'type Query { pulse: Int } type Item @key(fields: "id") { id: ID! fact: String }',
        resolvers: { Item: { fact: ({ id }: { id: string }) => `fact ${id}` } },
      },
    ],
  });
  const listening = async (count = 1) => {
    await until(async () => (await liveSubscriptions(graph.url)) === count);
    await until(() => emitter.listenerCount('tick') > 0 === count > 0);
    // Equal subscriptions share one at the subgraph. One that has a response joins it in the same turn.
    await graph.request('{ hello }');
  };
  return {
    ...graph,
    tick: (n, fields) => void emitter.emit('tick', { n, item: { id: `i${n}` }, ...fields }),
    complete: () => {
      for (const each of iterators) void each.return?.();
      iterators = [];
    },
    listening,
    send: async (body, accept, { search = {}, headers = {}, ...init } = {}) => {
      const stream = await rawStream(`${graph.url}?${new URLSearchParams(search)}`, {
        ...(body ? { body } : { method: 'GET' }),
        ...init,
        headers: { ...(accept ? { accept } : {}), ...headers },
      });
      streams.push(stream);
      return stream;
    },
    close: async () => {
      for (const each of streams.splice(0)) each.close();
      await until(() => graph.subgraph('feed').activeSubscriptions() === 0);
      await listening(0);
    },
    pings: () => pings,
  };
}
