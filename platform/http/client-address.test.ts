import http from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startHttpServer, type TestHttpServer } from '#test-kit/http-server.ts';
import { createLog } from '../log.ts';
import { clientAddressBehind } from './client-address.ts';
import { createHttpApp } from './graphql-app.ts';

let httpServer: TestHttpServer;

beforeEach(async () => {
  httpServer = await startHttpServer();
});

afterEach(() => httpServer.stop());

/** Returns the address that is found for an upgrade request with these headers. */
async function addressOf(trustedProxies: string[], headers: Record<string, string>): Promise<string> {
  const address = new Promise<string>((resolve) => {
    httpServer.server.once('upgrade', (request, socket) => {
      resolve(clientAddressBehind(trustedProxies)(request));
      socket.destroy();
    });
  });
  http
    .get(httpServer.origin, { headers: { connection: 'upgrade', upgrade: 'websocket', ...headers } })
    .on('error', () => {});
  return address;
}

test.each([
  [['127.0.0.1'], '203.0.113.7'],
  [['127.0.0.1'], '203.0.113.7, 198.51.100.1'],
  [['127.0.0.0/8', '198.51.100.1'], '203.0.113.7, 198.51.100.1'],
  [['loopback'], ''],
  [['10.0.0.1'], '203.0.113.7'],
  [[], '203.0.113.7'],
])('finds the address that request.ip has, behind %j with %j', async (trustedProxies, forwarded) => {
  const app = createHttpApp({ log: createLog({ name: 'test', level: 'silent' }), trustedProxies });
  app.get('/', (request) => request.ip);
  const headers: Record<string, string> = forwarded ? { 'x-forwarded-for': forwarded } : {};
  const { body } = await app.inject({ url: '/', headers, remoteAddress: '127.0.0.1' });
  await app.close();
  expect(await addressOf(trustedProxies, headers)).toBe(body);
});
