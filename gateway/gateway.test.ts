import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PortTaken } from '#platform/http/port-taken.ts';
import { freePort } from '#test-kit/free-port.ts';
import { startTestGateway } from '#test-kit/gateway.ts';
import { until } from '#test-kit/until.ts';
import { startTinyGraph, type TinyGraph } from './testing/tiny-graph.ts';

const subgraphs = [
  { name: 'one', typeDefs: 'type Query { one: Int }', resolvers: { Query: { one: () => 1 } } },
  { name: 'two', typeDefs: 'type Query { two: Int }' },
];
const production = { production: true };
let graph: TinyGraph;
let auth: Server;
let received: { request: IncomingMessage; body: string }[] = [];

beforeAll(async () => {
  auth = createServer(async (incoming, response) => {
    received.push({ request: incoming, body: await text(incoming) });
    if (incoming.url?.includes('moved')) return response.writeHead(303, { location: '/elsewhere' }).end();
    response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'interaction=1' }).end('{"auth":true}');
  }).listen(0, '127.0.0.1');
  await once(auth, 'listening');
  const authUrl = `http://127.0.0.1:${(auth.address() as AddressInfo).port}/graphql`;
  graph = await startTinyGraph({ subgraphs, settings: { authUrl } });
});

beforeEach(() => {
  received = [];
});

afterAll(async () => {
  await graph.stop();
  auth.closeAllConnections();
  await new Promise((resolve) => auth.close(resolve));
});

const get = async (path: string, init?: RequestInit, base = graph.url) => {
  const response = await fetch(new URL(path, base), { redirect: 'manual', ...init });
  const body = await response.text();
  return { status: response.status, headers: response.headers, body };
};

describe('health', () => {
  test('a subgraph that is down costs its own fields, not the readiness of the gateway', async () => {
    const both = await get('/health/ready');
    expect([both.status, JSON.parse(both.body)]).toEqual([
      200,
      { status: 'up', checks: { one: { status: 'up' }, two: { status: 'up' } } },
    ]);
    graph.subgraph('two').handleWith((response) => void response.socket?.destroy());
    // A report is kept for a moment.
    await until(async () => JSON.parse((await get('/health/ready')).body).checks.two.status === 'down');
    const one = await get('/health/ready');
    expect([one.status, JSON.parse(one.body)]).toEqual([
      200,
      { status: 'up', checks: { one: { status: 'up' }, two: { status: 'down' } } },
    ]);
    expect((await graph.request('{ one two }')).data).toEqual({ one: 1, two: null });
    const live = await get('/health/live');
    expect([live.status, JSON.parse(live.body)]).toEqual([200, { status: 'up' }]);
    graph.subgraph('two').handleWith(null);
  });
});

describe('metrics', () => {
  test('count requests to the gateway and to subgraphs, and errors by code', async () => {
    await graph.request('{ one }');
    await graph.request('{ nothing }');
    const { status, headers, body } = await get('/metrics');
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
    expect(body).toMatch(/^http_request_duration_seconds_count\{[^}]*route="\/graphql"[^}]*status="200"[^}]*\} \d/m);
    expect(body).toMatch(
      /^subgraph_fetch_duration_seconds_count\{[^}]*subgraph="one"[^}]*outcome="answered"[^}]*\} \d/m,
    );
    expect(body).toMatch(/^graphql_errors_total\{[^}]*code="GRAPHQL_VALIDATION_FAILED"[^}]*\} \d/m);
    expect(body).toMatch(/^live_subscriptions\{[^}]*\} 0/m);
    expect(body).toMatch(/^process_cpu_seconds_total/m);
  });
});

describe('in production', () => {
  test('health has no details, and metrics have their own port', async () => {
    const metricsPort = await freePort();
    const closed = await startTinyGraph({ subgraphs, settings: { ...production, metricsPort } });
    try {
      closed.subgraph('one').handleWith((response) => void response.socket?.destroy());
      const ready = await get('/health/ready', {}, closed.url);
      expect([ready.status, JSON.parse(ready.body)]).toEqual([200, { status: 'up' }]);
      expect(closed.subgraph('one').requests).toHaveLength(0);
      expect((await get('/metrics', {}, closed.url)).status).toBe(404);
      const metrics = await get('/metrics', {}, `http://127.0.0.1:${metricsPort}`);
      expect(metrics.body).toContain('http_request_duration_seconds');
    } finally {
      await closed.stop();
    }
  });
});

describe('the proxy to auth', () => {
  test.each(['/.well-known/openid-configuration', '/connect/authorize?scope=driver&state=a%20b'])(
    'forwards %s with the headers that an OAuth client needs and no others',
    async (path) => {
      const { status, headers, body } = await get(path, {
        headers: {
          accept: 'application/json',
          authorization: 'Basic dTpw',
          cookie: 'interaction=1',
          'x-anything': 'x',
          'x-forwarded-host': 'evil.test',
          forwarded: 'for=6.6.6.6',
          'x-request-id': '01a21b96-00af-71f8-9dfd-a0334d224f59',
        },
      });
      expect([status, body, headers.get('set-cookie')]).toEqual([200, '{"auth":true}', 'interaction=1']);
      const forwarded = received[0]?.request;
      expect(forwarded?.url).toBe(path);
      expect(forwarded?.headers).toMatchObject({
        accept: 'application/json',
        authorization: 'Basic dTpw',
        cookie: 'interaction=1',
        'x-forwarded-for': '127.0.0.1',
        'x-request-id': '01a21b96-00af-71f8-9dfd-a0334d224f59',
      });
      const allowed = /^(accept|accept-language|authorization|cookie|host|connection|x-forwarded-for|x-request-id)$/;
      expect(Object.keys(forwarded?.headers ?? {}).filter((name) => !allowed.test(name))).toEqual([]);
    },
  );

  test('sends the address that the trusted proxy names, not the one that the client claims', async () => {
    await get('/connect/authorize', { headers: { 'x-forwarded-for': '6.6.6.6, 5.5.5.5' } });
    expect(received[0]?.request.headers['x-forwarded-for']).toBe('5.5.5.5');
  });

  test('forwards a form unchanged and leaves a redirect to the client', async () => {
    const body = 'grant_type=refresh_token&refresh_token=x%2By';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await get('/connect/token', { method: 'POST', headers, body })).status).toBe(200);
    expect(received[0]).toMatchObject({ body, request: { method: 'POST', headers } });
    const moved = await get('/connect/moved');
    expect([moved.status, moved.headers.get('location')]).toEqual([303, '/elsewhere']);
  });

  test('reaches no other path of auth', async () => {
    for (const path of ['/connect/%2e%2e/graphql', '/connect/..%2fgraphql', '/connect/../graphql', '/connectx']) {
      // Not with fetch, which would normalize the path.
      const sent = request({ host: '127.0.0.1', port: new URL(graph.url).port, path }).end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      response.resume();
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
    }
    expect(received).toEqual([]);
  });

  test('responds with a formatted error when auth is down, and with 404 when there is none', async () => {
    const authUrl = `http://127.0.0.1:${await freePort()}/graphql`;
    const alone = await startTinyGraph({ subgraphs, settings: { authUrl } });
    const foreign = await startTinyGraph({ subgraphs });
    try {
      const down = await get('/connect/token', { method: 'POST' }, alone.url);
      expect(down.status).toBe(503);
      expect(JSON.parse(down.body).errors[0].extensions).toEqual({
        code: 'SUBGRAPH_UNAVAILABLE',
        subgraph: 'auth',
        requestId: down.headers.get('x-request-id'),
      });
      expect(down.body).not.toMatch(/127\.0\.0\.1|ECONNREFUSED/);
      expect((await get('/.well-known/jwks.json', {}, foreign.url)).status).toBe(404);
    } finally {
      await Promise.all([alone.stop(), foreign.stop()]);
    }
  });
});

describe('starting and stopping', () => {
  test('a taken port or metrics port is PortTaken, and nothing stays running', async () => {
    const { port } = new URL(graph.url);
    await expect(startTestGateway({ settings: { port: Number(port) } })).rejects.toThrow(PortTaken);
    const own = await freePort();
    const clash = startTestGateway({ settings: { supergraph: graph.file, port: own, metricsPort: Number(port) } });
    await expect(clash).rejects.toThrow(PortTaken);
    const again = await startTestGateway({ settings: { supergraph: graph.file, port: own } });
    await again.stop();
  });

  test('an unreadable supergraph fails before anything listens', async () => {
    const port = await freePort();
    await expect(startTestGateway({ settings: { supergraph: '/nowhere.graphql', port } })).rejects.toThrow(/ENOENT/);
    await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow();
  });
});
