import net from 'node:net';
import { Readable, type ReadableOptions } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { until } from '#test-kit/until.ts';
import { createLog } from '../log.ts';
import { createHttpApp } from './graphql-app.ts';

let app: FastifyInstance;
let port: number;
let logged: string[];
let addresses: (string | undefined)[];
let proxied = 0;
let refused = 0;
beforeAll(async () => {
  logged = [];
  addresses = [];
  app = createHttpApp({
    log: createLog({ name: 'test', level: 'error', stream: { write: (line) => logged.push(line) } }),
  });
  app.get('/address', (request, reply) => {
    addresses.push(request.ip);
    void reply.send('');
  });
  app.post('/proxied', (_request, reply) => {
    proxied++;
    // As undici's body of a response that has not arrived.
    const destroy: ReadableOptions['destroy'] = (error, done) =>
      done(error ?? Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
    return reply.send(new Readable({ read() {}, destroy }));
  });
  app.addHook('onSend', async (_request, reply) => void (reply.statusCode >= 400 && refused++));
  await app.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = app.server.address() as net.AddressInfo);
});
afterAll(() => app.close());

const connect = () => net.connect({ port, host: '127.0.0.1' });

test.each(['/%', '/graphql%', '/%ED%A0%80', '/%c0%af?a=b'])(
  'a path that cannot be decoded, %s, is BAD_REQUEST',
  async (path) => {
    const response = await app.inject({ url: path, headers: { 'accept-language': 'ar' } });
    const { errors } = response.json();
    expect(response.statusCode).toBe(400);
    expect(errors).toEqual([
      {
        message: expect.stringMatching(/[؀-ۿ]/),
        extensions: { code: 'BAD_REQUEST', requestId: response.headers['x-request-id'] },
      },
    ]);
  },
);

test('a client that has left before its request is read is no failure of the server', async () => {
  const request = 'GET /address HTTP/1.1\r\nhost: a\r\n\r\n';
  for (let at = 0; at < 200; at++) {
    const socket = connect();
    socket.write(request.repeat(5), () => socket.resetAndDestroy());
  }
  const socket = connect();
  socket.end(request);
  await until(() => addresses.length > 0 && socket.bytesRead > 0);
  expect(new Set(addresses)).toEqual(new Set(['127.0.0.1']));
  expect(logged).toEqual([]);
});

test('a client that leaves before another server has answered is no failure of the server', async () => {
  const socket = connect();
  socket.write('POST /proxied HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}');
  await until(() => proxied === 1);
  refused = 0;
  socket.resetAndDestroy();
  await until(() => refused === 1);
  expect(logged).toEqual([]);
});
