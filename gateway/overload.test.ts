import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { GraphQLFormattedError } from 'graphql';
import { WebSocket } from 'ws';
import { until } from '#test-kit/until.ts';
import { rawSocket } from './testing/raw-socket.ts';
import { startTinyGraph, type TinyGraph } from './testing/tiny-graph.ts';

let graph: TinyGraph;

beforeAll(async () => {
  const typeDefs = 'type Query { hello: String }';
  const resolvers = { Query: { hello: () => 'you' } };
  graph = await startTinyGraph({
    subgraphs: [{ name: 'tiny', typeDefs, resolvers }],
    settings: { overload: { delay: 40 } },
  });
});

beforeEach(() => acceptsEverything());

afterAll(() => graph.stop());

/** Keeps the gateway, which runs in this process, from its work for most of the time, and sends requests, while `work` runs. */
async function whileBusy<Result>(work: () => Promise<Result>): Promise<Result> {
  const sent: Promise<unknown>[] = [];
  const block = setInterval(() => {
    for (let at = 0; at < 3; at++) sent.push(send());
    const end = performance.now() + 120;
    while (performance.now() < end);
  }, 10);
  try {
    return await work();
  } finally {
    clearInterval(block);
    await Promise.all(sent);
  }
}

async function send() {
  const headers = { 'content-type': 'application/json', 'accept-language': 'ar' };
  const response = await fetch(graph.url, { method: 'POST', headers, body: '{"query":"{ hello }"}' });
  const { status } = response;
  return { status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
}

const acceptsEverything = () =>
  until(async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    return answers.every(({ status }) => status === 200);
  });

/** Sends requests until one is refused. */
async function refused() {
  for (;;) {
    const answer = await send();
    if (answer.status !== 200) return answer;
  }
}

test('a request that the process has no time for is refused with 503 and Retry-After', async () => {
  const { status, retryAfter, body } = await whileBusy(refused);
  expect([status, body]).toEqual([
    503,
    {
      errors: [
        {
          message: expect.stringMatching(/^محاولات كثيرة/),
          extensions: { code: 'RATE_LIMITED', retryAfter: Number(retryAfter), requestId: expect.any(String) },
        },
      ],
    },
  ]);
  expect([1, 2, 3]).toContain(Number(retryAfter));
  const metrics = await (await fetch(new URL('/metrics', graph.url))).text();
  expect(metrics).toMatch(/^limit_exceeded_total\{limit="overload",action="refused",service="gateway"\} [1-9]/m);
});

test('an operation of an open WebSocket is refused, and the socket lives', async () => {
  const socket = await rawSocket(graph.url);
  const codes = await whileBusy(async () => {
    const found: unknown[] = [];
    for (let id = 0; !found.includes('RATE_LIMITED'); id++) {
      socket.subscribe(String(id), '{ hello }');
      const { type, payload } = await socket.next(String(id));
      found.push(type === 'error' ? (payload as GraphQLFormattedError[])[0]?.extensions?.code : type);
    }
    return found;
  });
  expect([...new Set(codes)].filter((code) => code !== 'next')).toEqual(['RATE_LIMITED']);
  expect(socket.closed).toBe(false);
  socket.terminate();
});

test('a new WebSocket is refused', async () => {
  const open = async (): Promise<number> => {
    const socket = new WebSocket(graph.url.replace('http', 'ws'), 'graphql-transport-ws');
    const answer = Promise.withResolvers<number>();
    socket.on('error', () => {});
    socket.once('open', () => answer.resolve(101));
    socket.once('unexpected-response', (_request, response) => answer.resolve(response.statusCode ?? 0));
    const status = await answer.promise;
    socket.terminate();
    return status;
  };
  await whileBusy(() => until(async () => (await open()) === 503));
  await until(async () => (await open()) === 101);
});

test('the gateway is not ready', async () => {
  const readiness = async () => (await fetch(new URL('/health/ready', graph.url))).json();
  await whileBusy(() => until(async () => (await readiness()).status === 'overloaded'));
  await until(async () => (await readiness()).status === 'up');
});

test('everything is accepted again afterwards', async () => {
  await whileBusy(refused);
  await acceptsEverything();
});
