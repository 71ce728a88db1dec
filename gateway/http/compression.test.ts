import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uncompressedBytes } from '#platform/http/compress-responses.ts';
import { startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';

const subgraphs = [
  {
    name: 'tiny',
    typeDefs: 'type Query { text(bytes: Int!): String }',
    resolvers: {
      Query: { text: (_: unknown, { bytes }: { bytes: number }) => 'ش'.repeat(bytes / 2) + 'x'.repeat(bytes % 2) },
    },
  },
];

let graph: TinyGraph;

beforeAll(async () => {
  graph = await startTinyGraph({ subgraphs });
});

afterAll(() => graph.stop());

interface Received {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Sends a query as it is, and reads the response as it is. */
async function send(
  bytes: number,
  headers: Record<string, string>,
  method = 'POST',
  url = graph.url,
): Promise<Received> {
  const query = `{ text(bytes: ${bytes}) }`;
  const search = method === 'POST' ? '' : `?${new URLSearchParams({ query })}`;
  const sent = request(url + search, { method, headers: { 'content-type': 'application/json', ...headers } });
  sent.end(method === 'POST' ? JSON.stringify({ query }) : undefined);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

const decoders = { br: zlib.brotliDecompressSync, gzip: zlib.gunzipSync };

describe.each(['br', 'gzip'] as const)('a response to a client that accepts %s', (encoding) => {
  const accepting = { 'accept-encoding': encoding };

  test.each([
    ['small', 2_000],
    ['larger than what the event loop compresses', 100_000],
  ])('is compressed when it is %s', async (_, length) => {
    const [plain, { headers, body }] = await Promise.all([send(length, {}), send(length, accepting)]);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-length']).toBe(String(body.length));
    expect(body.length).toBeLessThan(plain.body.length / 4);
    expect(decoders[encoding](body)).toEqual(plain.body);
  });

  test('is compressed above 1,024 bytes, not at them', async () => {
    const around = (await send(0, {})).body.length;
    const at = await send(uncompressedBytes - around, accepting);
    expect([at.headers['content-encoding'], at.headers['content-length']]).toEqual([undefined, '1024']);
    const above = await send(uncompressedBytes + 1 - around, accepting);
    expect(above.headers['content-encoding']).toBe(encoding);
    expect(decoders[encoding](above.body)).toHaveLength(1_025);
  });
});

test('a response that may be compressed varies with what the client accepts', async () => {
  for (const headers of [{}, { 'accept-encoding': 'br' }, { 'accept-encoding': 'deflate' }] as Record<
    string,
    string
  >[]) {
    expect((await send(2_000, headers)).headers.vary).toBe('origin, accept-encoding');
  }
});

test('an error is compressed like any other response', async () => {
  const query = `{ ${Array.from({ length: 40 }, (_, at) => `unknown${at}`).join(' ')} }`;
  const { headers } = await fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-encoding': 'gzip' },
    body: JSON.stringify({ query }),
  });
  expect(headers.get('content-encoding')).toBe('gzip');
});

describe('no coding has', () => {
  const accepting = { 'accept-encoding': 'br, gzip' };

  test('an event stream', async () => {
    const { headers, body } = await send(2_000, { ...accepting, accept: 'text/event-stream' });
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.toString()).toMatch(/^event: next\ndata: /);
  });

  test('a response that the client wants unchanged', async () => {
    const { headers } = await send(2_000, { ...accepting, 'cache-control': 'no-transform' });
    expect(headers['content-encoding']).toBeUndefined();
  });

  test('the response to HEAD, nor a length that GET would not have', async () => {
    const [got, head] = [await send(2_000, accepting, 'GET'), await send(2_000, accepting, 'HEAD')];
    expect([got.headers['content-encoding'], head.headers['content-encoding']]).toEqual(['br', undefined]);
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, undefined, 0]);
    expect(head.headers.vary).toBe(got.headers.vary);
  });

  test('any response where a proxy compresses', async () => {
    const http = { origins: [], introspection: 'all', explorers: true, compression: false } as const;
    const other = await startTinyGraph({ subgraphs, settings: { http } });
    try {
      const { headers } = await send(2_000, accepting, 'POST', other.url);
      expect([headers['content-encoding'], headers.vary]).toEqual([undefined, 'origin']);
    } finally {
      await other.stop();
    }
  });
});
