import http from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { shapeError } from '../errors/shape.ts';
import type { Running } from '../run/lifecycle.ts';
import { createHttpApp } from './graphql-app.ts';
import { stoppable } from './stoppable-app.ts';

/** One connection that is kept open. */
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
let app: FastifyInstance;
let part: Running;
let port: number;
let drain: { began: boolean };
let waiting: number;
let formatted = 0;
let release: PromiseWithResolvers<string>;

async function start(prepare = (_app: FastifyInstance) => {}, abort = () => {}): Promise<void> {
  [drain, waiting, release] = [{ began: false }, 0, Promise.withResolvers()];
  app = createHttpApp({ log: silent });
  part = stoppable(app, {
    drain,
    formatError: (error, scope) => {
      formatted++;
      return shapeError(error, scope, silent);
    },
    abort,
  });
  app.get('/quick', async () => 'done');
  app.get('/slow', () => {
    waiting++;
    return release.promise;
  });
  prepare(app);
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as { port: number }).port;
}

afterEach(async () => {
  release.resolve('done');
  await app.close();
});

interface Answer {
  status: number | undefined;
  connection: string | undefined;
  body: string;
}

function get(path: string, options: http.RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent, ...options }, async (response) => {
      const { statusCode: status, headers } = response;
      resolve({ status, connection: headers.connection, body: await text(response) });
    });
    request.on('error', reject);
  });
}

test('keeps connections until the process drains, and then closes each with its next response', async () => {
  await start();
  const slow = get('/slow', { agent: new http.Agent({ keepAlive: true }) });
  await until(() => waiting === 1);
  expect(await get('/quick')).toEqual({ status: 200, connection: 'keep-alive', body: 'done' });
  drain.began = true;
  expect(await get('/quick')).toEqual({ status: 200, connection: 'close', body: 'done' });
  release.resolve('at last');
  expect(await slow).toEqual({ status: 200, connection: 'close', body: 'at last' });
});

test('waits for the requests in progress when it stops, and accepts no more', async () => {
  await start();
  const slow = get('/slow');
  await until(() => waiting === 1);
  drain.began = true;
  const stopped = part.stop();
  await until(() => !app.server.listening);
  await expect(get('/quick', { agent: new http.Agent() })).rejects.toThrow('ECONNREFUSED');
  release.resolve('at last');
  expect((await slow).body).toBe('at last');
  await stopped;
});

test('serves what arrives until the listener has closed', async () => {
  const closing = Promise.withResolvers<void>();
  const mayClose = Promise.withResolvers<void>();
  await start((routes) => {
    routes.addHook('preClose', () => {
      closing.resolve();
      return mayClose.promise;
    });
  });
  const stopped = part.stop();
  await closing.promise;
  expect(await get('/quick')).toEqual({ status: 200, connection: 'close', body: 'done' });
  mayClose.resolve();
  await stopped;
});

test('aborts what still runs a second before the end, and answers what runs even then with a coded error', async () => {
  let aborted = 0;
  await start(undefined, () => {
    aborted++;
  });
  const slow = get('/slow');
  await until(() => waiting === 1);
  const stopped = part.stop(performance.now() + 1_050);
  const { status, body } = await slow;
  expect([status, JSON.parse(body).errors[0].extensions.code]).toEqual([503, 'SUBGRAPH_TIMEOUT']);
  expect(aborted).toBe(1);
  await stopped;
});

test('forgets the requests of clients that have left', async () => {
  await start();
  const left = new AbortController();
  const lost = get('/slow', { signal: left.signal, agent: new http.Agent() });
  await until(() => waiting === 1);
  left.abort();
  await expect(lost).rejects.toThrow();
  const kept = get('/slow', { agent: new http.Agent() });
  await until(() => waiting === 2);
  formatted = 0;
  // Those in progress are answered at once.
  await part.stop(performance.now() + 500);
  expect((await kept).status).toBe(503);
  expect(formatted).toBe(1);
});
