import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { freePort } from '#test-kit/free-port.ts';
import { until } from '#test-kit/until.ts';
import { clientLeft, onRequestEnd } from './on-request-end.ts';

test('is called once for each request, also when its client leaves before the response', async () => {
  const app = Fastify();
  const ended: [string, number][] = [];
  onRequestEnd(app, ({ request, status, milliseconds }) => {
    expect(milliseconds).toBeGreaterThanOrEqual(0);
    ended.push([request.url, status]);
  });
  let started = false;
  app.get('/answered', async (_request, reply) => reply.code(418).send('tea'));
  app.get('/slow', () => {
    started = true;
    return new Promise(() => {});
  });
  const port = await freePort();
  await app.listen({ port, host: '127.0.0.1' });
  await (await fetch(`http://127.0.0.1:${port}/answered`)).text();
  await (await fetch(`http://127.0.0.1:${port}/nothing`)).text();
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => started);
  socket.destroy();
  await until(() => ended.length === 3);
  expect(ended).toEqual([
    ['/answered', 418],
    ['/nothing', 404],
    ['/slow', clientLeft],
  ]);
  await app.close();
});
