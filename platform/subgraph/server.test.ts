import { type ClientRequest, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { watch } from '#test-kit/watch.ts';
import { documentBounds } from './document-bounds.ts';
import type { SubgraphServer } from './server.ts';
import { startSmallServer } from './testing/small-server.ts';

let server: SubgraphServer;
/** The fields whose resolvers have started. */
let started: string[];
let release: () => void;

beforeAll(async () => {
  server = await startSmallServer('type Query { f(n: Int): Int slow: Slow } type Slow { inner(n: Int): Int }', {
    Query: {
      f: () => 1,
      slow: async () => {
        started.push('slow');
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return {};
      },
    },
    Slow: { inner: () => started.push('inner') },
  });
});

beforeEach(() => {
  started = [];
});

afterAll(() => server.stop());

const overHttp = async (query: string) => (await requestGraphQL(server.url, query)).errors;

async function overWebSocket(query: string) {
  const watching = watch(server.url, query);
  try {
    await until(() => watching.ended() !== null);
    const ended = watching.ended();
    return ended === 'complete' || ended === null
      ? watching.events[0]?.errors
      : (ended.error as Awaited<ReturnType<typeof overHttp>>);
  } finally {
    await watching.stop();
  }
}

describe.each([
  ['HTTP', overHttp],
  ['WebSocket', overWebSocket],
])('a document over %s', (_, errorsOf) => {
  const aliases = (count: number) => Array.from({ length: count }, (_, at) => `a${at}: f`).join(' ');
  const spread = (more: string) =>
    `{ ...F ...F ${more} } fragment F on Query { ${aliases(documentBounds.fields / 2)} }`;
  const nested = (depth: number) => `${'{ f '.repeat(depth)}${'} '.repeat(depth)}`;
  /** Has 283 * 282 / 2 + 14 * 13 / 2 + 4 * 3 / 2 pairs, which is the bound. */
  const repeated = (more: string) => `{ ${'f '.repeat(283)} ${'a: f '.repeat(14)} ${'b: f '.repeat(4)} ${more} }`;
  const tokens = (more: string) => `{ ${aliases(6_666)} ${more} }`;

  test.each([
    ['fields', spread(''), spread('b: f')],
    ['depth', nested(documentBounds.depth), nested(documentBounds.depth + 1)],
    ['tokens', tokens(''), tokens('f')],
    ['comparisons', repeated(''), repeated('c: f c: f')],
  ] as const)('is refused above the bound of %s, not at it', async (bound, at, above) => {
    for (const { extensions } of (await errorsOf(at)) ?? []) expect(extensions.code).not.toBe('OPERATION_TOO_LARGE');
    const limit = documentBounds[bound];
    expect((await errorsOf(above))?.map(({ extensions }) => extensions)).toMatchObject([
      { code: 'OPERATION_TOO_LARGE', limit, actual: limit + 1 },
    ]);
  });

  test('is refused before it is validated', async () => {
    const levels = Array.from({ length: 40 }, (_, at) => `fragment F${at} on Query { f ...F${at + 1} ...F${at + 1} }`);
    const begin = process.cpuUsage();
    const errors = await errorsOf(`{ ...F0 } ${levels.join(' ')} fragment F40 on Query { f }`);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['OPERATION_TOO_LARGE']);
    expect(process.cpuUsage(begin).user).toBeLessThan(500_000);
  });
});

describe('a caller that leaves', () => {
  const query = '{ slow { inner } f }';

  function sendOverHttp(): ClientRequest {
    const sent = httpRequest(server.url, { method: 'POST', headers: { 'content-type': 'application/json' } });
    sent.on('error', () => {});
    sent.end(JSON.stringify({ query }));
    return sent;
  }

  test('ends the work of its request over HTTP', async () => {
    const sent = sendOverHttp();
    await until(() => started.includes('slow'));
    sent.destroy();
    await settle();
    expect(started).toEqual(['slow']);
  });

  test('ends the work of its operations over WebSocket', async () => {
    const watching = watch(server.url, query);
    await until(() => started.includes('slow'));
    await watching.stop();
    await watching.closed;
    await settle();
    expect(started).toEqual(['slow']);
  });

  test('is the only one whose work ends', async () => {
    const response = requestGraphQL(server.url, query);
    await until(() => started.includes('slow'));
    release();
    expect(await response).toMatchObject({ data: { slow: { inner: 2 }, f: 1 } });
  });
});

/** Lets the server notice that a connection has closed, and then the slow resolver go on. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  release();
  await new Promise((resolve) => setTimeout(resolve, 20));
}
