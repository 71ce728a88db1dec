import zlib from 'node:zlib';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { compressResponses, maxPendingBytes } from './compress-responses.ts';

let app: FastifyInstance;
let url: string;
/** A body that several requests get. */
const shared = Buffer.from('y'.repeat(100_000));

beforeAll(async () => {
  app = Fastify();
  compressResponses(app);
  app.get('/:bytes', (request, reply) => {
    const { bytes } = request.params as { bytes: string };
    void reply.send('x'.repeat(Number(bytes)));
  });
  app.get('/shared', (_request, reply) => void reply.send(shared));
  app.get('/fixed', (_request, reply) => void reply.header('cache-control', 'no-transform').send('x'.repeat(2_000)));
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(() => app.close());

async function codingOf(path: string): Promise<string | null> {
  const response = await fetch(`${url}/${path}`, { headers: { 'accept-encoding': 'br' } });
  await response.arrayBuffer();
  return response.headers.get('content-encoding');
}

test('as many bytes as the bound are compressed at once, and those beyond are sent as they are', async () => {
  const [atBound, above] = [await codingOf(`${maxPendingBytes}`), await codingOf(`${maxPendingBytes + 1}`)];
  expect([atBound, above]).toEqual(['br', null]);
  // What was compressed no longer counts.
  expect(await codingOf(`${maxPendingBytes}`)).toBe('br');
});

test('a body that several requests get is compressed once in each coding', async () => {
  const compressions = [jest.spyOn(zlib, 'brotliCompress'), jest.spyOn(zlib, 'gzip')];
  try {
    for (const coding of ['br', 'gzip', 'br', 'gzip']) {
      const headers = { 'accept-encoding': coding };
      const responses = await Promise.all([1, 2, 3].map(() => fetch(`${url}/shared`, { headers })));
      for (const response of responses) {
        expect(response.headers.get('content-encoding')).toBe(coding);
        expect(await response.text()).toBe(shared.toString());
      }
    }
    expect(compressions.map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  } finally {
    for (const each of compressions) each.mockRestore();
  }
});

test('a response that must not be changed is sent as it is', async () => {
  expect(await codingOf('fixed')).toBeNull();
});
