import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type TestKeys, testKeys } from '#test-kit/subgraph.ts';
import { startTinyGraph, type TinyGraph, type TinyGraphOptions } from '../../../testing/tiny-graph.ts';
import { type RateLimitSettings, rateLimitSettingsOf } from '../settings.ts';

/** A gateway with limits, over a subgraph with things. */
export interface LimitedGraph extends TinyGraph {
  /** Sends an operation from an address. */
  send(address: string, query: string, headers?: Record<string, string>): Promise<Sent>;
  tokenOf(account: string): Promise<string>;
  /** The status with which the upgrade of a WebSocket is answered, and its Retry-After. The socket is closed again. */
  upgrade(address: string): Promise<{ status: number; retryAfter: string | null }>;
  metrics(): Promise<string>;
}

export interface Sent {
  status: number;
  /** The code of the first error. */
  code: string | undefined;
  body: string;
  headers: Headers;
}

let keys: Promise<TestKeys> | undefined;

export async function startLimitedGraph(
  rateLimits: Partial<RateLimitSettings>,
  settings: TinyGraphOptions['settings'] = {},
): Promise<LimitedGraph> {
  keys ??= testKeys();
  const { verifyToken, sign } = await keys;
  const graph = await startTinyGraph({
    subgraphs: [
      {
        name: 'tiny',
        typeDefs: `
          type Query { hello: String things: [Thing!]! }
          type Thing { id: ID }
          type Mutation { signInWithOtp: String other: String }
          type Subscription { things: [Thing!]! }
        `,
        resolvers: { Query: { hello: () => 'you', things: () => [] }, Mutation: { signInWithOtp: () => 'token' } },
      },
    ],
    verifyToken,
    settings: { ...settings, rateLimits: { ...rateLimitSettingsOf({}, false), ...rateLimits } },
  });
  return {
    ...graph,
    send: async (address, query, headers = {}) => {
      const response = await fetch(graph.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address, ...headers },
        body: JSON.stringify({ query }),
      });
      const body = await response.text();
      const code = /"code":"(\w+)"/.exec(body)?.[1];
      return { status: response.status, code, body, headers: response.headers };
    },
    tokenOf: (account) => sign({ sub: account, scope: 'passenger' }),
    upgrade: async (address) => {
      const socket = new WebSocket(graph.url.replace('http', 'ws'), 'graphql-transport-ws', {
        headers: { 'x-forwarded-for': address },
      });
      socket.on('error', () => {});
      const answer = Promise.withResolvers<{ status: number; retryAfter: string | null }>();
      socket.once('open', () => answer.resolve({ status: 101, retryAfter: null }));
      socket.once('unexpected-response', (_request, { statusCode = 0, headers }) =>
        answer.resolve({ status: statusCode, retryAfter: headers['retry-after'] ?? null }),
      );
      const result = await answer.promise;
      if (result.status === 101) {
        const closed = once(socket, 'close');
        socket.terminate();
        await closed;
      }
      return result;
    },
    metrics: async () => (await fetch(new URL('/metrics', graph.url))).text(),
  };
}
