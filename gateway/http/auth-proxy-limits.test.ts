import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startHttpServer, type TestHttpServer } from '#test-kit/http-server.ts';
import { type LimitedGraph, startLimitedGraph } from '../admission/rate-limits/testing/limited-graph.ts';

let auth: TestHttpServer;
let graph: LimitedGraph;
let received: string[];
beforeAll(async () => {
  received = [];
  auth = await startHttpServer(async (request, response) => {
    received.push(request.url ?? '');
    response.end('{}');
  });
  graph = await startLimitedGraph({ 'address-requests': 5, 'sign-ins': 2 }, { authUrl: `${auth.origin}/graphql` });
});
afterAll(async () => {
  await graph.stop();
  await auth.stop();
});

const send = async (address: string, path: string, method = 'POST') => {
  const response = await fetch(new URL(path, graph.url), {
    method,
    headers: { 'x-forwarded-for': address, 'content-type': 'application/x-www-form-urlencoded' },
    ...(method === 'POST' ? { body: 'grant_type=refresh_token' } : {}),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
};

test.each([
  ['/connect/token', 'POST'],
  ['/connect/%74oken', 'POST'],
  ['/connect/authorize?client_id=x', 'GET'],
  ['/connect/interaction/abc', 'POST'],
])('%s has the limit for signing in', async (path, method) => {
  const address = `203.0.113.${path.length}`;
  for (let at = 0; at < 2; at++) expect((await send(address, path, method)).status).toBe(200);
  received = [];
  const { status, headers, body } = await send(address, path, method);
  expect(status).toBe(429);
  const retryAfter = Number(headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThan(0);
  expect(body.errors[0].extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter });
  expect(received).toEqual([]);
  expect((await send(address, '/connect/introspect')).status).toBe(200);
});

test('the other paths have the limit of requests', async () => {
  const statuses: number[] = [];
  for (let at = 0; at < 6; at++) statuses.push((await send('203.0.113.200', '/.well-known/jwks.json', 'GET')).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
});
