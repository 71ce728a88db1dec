import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { compressResponses, maxPendingBytes } from './compress-responses.ts';

let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  app = Fastify();
  compressResponses(app);
  app.get('/:bytes', (request, reply) => {
    const { bytes } = request.params as { bytes: string };
    void reply.send('x'.repeat(Number(bytes)));
  });
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

test('a response that must not be changed is sent as it is', async () => {
  expect(await codingOf('fixed')).toBeNull();
});
