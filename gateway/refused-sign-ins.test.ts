import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { RefusalDelay } from './admission/refusal-delay.ts';
import { readGatewaySettings } from './settings.ts';
import { startTinyGraph, type TinyGraph } from './testing/tiny-graph.ts';

const refusalDelay = 300;

const refuse = () => {
  throw new GraphQLError('too many', { extensions: { code: 'RATE_LIMITED', retryAfter: 2 } });
};

let graph: TinyGraph;
beforeAll(async () => {
  const typeDefs = `
    type Query { hello: String }
    type Mutation { signInWithPassword: String bookSeats: String }
  `;
  const resolvers = { Mutation: { signInWithPassword: refuse, bookSeats: refuse } };
  graph = await startTinyGraph({ subgraphs: [{ name: 'tiny', typeDefs, resolvers }], settings: { refusalDelay } });
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => graph.stop());

const isRefused = [expect.objectContaining({ extensions: expect.objectContaining({ code: 'RATE_LIMITED' }) })];
const overHttp = (query: string) => graph.request(query);
const overWebSocket = async (query: string) => {
  const socket = graph.watch(query);
  const result = await socket.next();
  await socket.stop();
  return result;
};

test.each([
  ['HTTP', overHttp],
  ['a WebSocket', overWebSocket],
])('the refusal of a sign-in is delayed over %s', async (_name, send) => {
  const start = performance.now();
  expect((await send('mutation { signInWithPassword }')).errors).toEqual(isRefused);
  // A timer may fire a moment early.
  expect(performance.now() - start).toBeGreaterThan(refusalDelay - 2);
});

test('the refusal of another mutation is not', async () => {
  const follow = jest.spyOn(RefusalDelay.prototype, 'follow');
  expect((await overHttp('mutation { bookSeats }')).errors).toEqual(isRefused);
  expect(follow).not.toHaveBeenCalled();
});

test('metrics count the refusals that wait', async () => {
  const metrics = await (await fetch(new URL('/metrics', graph.url))).text();
  expect(metrics).toMatch(/^sign_in_refusals_delayed\{[^}]*\} 0$/m);
});

test('the delay is a setting', () => {
  expect(readGatewaySettings({}).refusalDelay).toBe(1_000);
  expect(readGatewaySettings({ SIGN_IN_REFUSAL_MILLISECONDS: '0' }).refusalDelay).toBe(0);
});
