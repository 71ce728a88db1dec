import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PortTaken } from '#platform/http/port-taken.ts';
import { freePort } from '#test-kit/free-port.ts';
import { startTestGateway } from '#test-kit/gateway.ts';
import { startTinyGraph, type TinyGraph } from './testing/tiny-graph.ts';

const subgraphs = [
  { name: 'one', typeDefs: 'type Query { one: Int }', resolvers: { Query: { one: () => 1 } } },
  { name: 'two', typeDefs: 'type Query { two: Int }' },
];
const production = { production: true };
let graph: TinyGraph;
let auth: Server;
let seen: { request: IncomingMessage; body: string }[] = [];

beforeAll(async () => {
  auth = createServer(async (incoming, response) => {
    seen.push({ request: incoming, body: await text(incoming) });
    if (incoming.url?.includes('moved')) return response.writeHead(303, { location: '/elsewhere' }).end();
    response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'interaction=1' }).end('{"auth":true}');
  }).listen(0, '127.0.0.1');
  await once(auth, 'listening');
  const authUrl = `http://127.0.0.1:${(auth.address() as AddressInfo).port}/graphql`;
  graph = await startTinyGraph({ subgraphs, settings: { authUrl } });
});

beforeEach(() => {
  seen = [];
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
  test('live is of this process alone; ready names each subgraph, and the one that is down', async () => {
    const both = await get('/health/ready');
    expect([both.status, JSON.parse(both.body)]).toEqual([
      200,
      { status: 'up', checks: { one: { status: 'up' }, two: { status: 'up' } } },
    ]);
    graph.subgraph('two').handleWith((response) => void response.socket?.destroy());
    const one = await get('/health/ready');
    expect([one.status, JSON.parse(one.body)]).toEqual([
      503,
      { status: 'down', checks: { one: { status: 'up' }, two: { status: 'down' } } },
    ]);
    const live = await get('/health/live');
    expect([live.status, JSON.parse(live.body)]).toEqual([200, { status: 'up' }]);
    graph.subgraph('two').handleWith(null);
  });
});

describe('metrics', () => {
  test('count what is asked of the gateway and of the subgraphs, and the errors by their code', async () => {
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
  test('health tells no details, and the metrics are on a port of their own', async () => {
    const metricsPort = await freePort();
    const closed = await startTinyGraph({ subgraphs, settings: { ...production, metricsPort } });
    try {
      closed.subgraph('one').handleWith((response) => void response.socket?.destroy());
      const ready = await get('/health/ready', {}, closed.url);
      expect([ready.status, JSON.parse(ready.body)]).toEqual([503, { status: 'down' }]);
      expect((await get('/metrics', {}, closed.url)).status).toBe(404);
      const metrics = await get('/metrics', {}, `http://127.0.0.1:${metricsPort}`);
      expect(metrics.body).toContain('http_request_duration_seconds');
    } finally {
      await closed.stop();
    }
  });
});

describe('the pass to auth', () => {
  test.each(['/.well-known/openid-configuration', '/connect/authorize?scope=driver&state=a%20b'])(
    'brings %s there and back, with what an OAuth client may send and no more',
    async (path) => {
      const { status, headers, body } = await get(path, {
        headers: {
          accept: 'application/json',
          authorization: 'Basic dTpw',
          cookie: 'interaction=1',
          'x-anything': 'x',
          'x-forwarded-host': 'evil.test',
          forwarded: 'for=6.6.6.6',
          'x-request-id': 'request-of-mine',
        },
      });
      expect([status, body, headers.get('set-cookie')]).toEqual([200, '{"auth":true}', 'interaction=1']);
      const came = seen[0]?.request;
      expect(came?.url).toBe(path);
      expect(came?.headers).toMatchObject({
        accept: 'application/json',
        authorization: 'Basic dTpw',
        cookie: 'interaction=1',
        'x-forwarded-for': '127.0.0.1',
        'x-request-id': 'request-of-mine',
      });
      const may = /^(accept|accept-language|authorization|cookie|host|connection|x-forwarded-for|x-request-id)$/;
      expect(Object.keys(came?.headers ?? {}).filter((name) => !may.test(name))).toEqual([]);
    },
  );

  test('has the address that the trusted proxy names, not the one that a client does', async () => {
    await get('/connect/authorize', { headers: { 'x-forwarded-for': '6.6.6.6, 5.5.5.5' } });
    expect(seen[0]?.request.headers['x-forwarded-for']).toBe('5.5.5.5');
  });

  test('takes a form as it is, and leaves a redirect to the client', async () => {
    const body = 'grant_type=refresh_token&refresh_token=x%2By';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await get('/connect/token', { method: 'POST', headers, body })).status).toBe(200);
    expect(seen[0]).toMatchObject({ body, request: { method: 'POST', headers } });
    const moved = await get('/connect/moved');
    expect([moved.status, moved.headers.get('location')]).toEqual([303, '/elsewhere']);
  });

  test('leads nowhere else', async () => {
    for (const path of ['/connect/%2e%2e/graphql', '/connect/..%2fgraphql', '/connect/../graphql', '/connectx']) {
      // Not by fetch, which would walk the path itself.
      const asked = request({ host: '127.0.0.1', port: new URL(graph.url).port, path }).end();
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      response.resume();
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
    }
    expect(seen).toEqual([]);
  });

  test('tells in the usual shape that auth is down, or that there is none', async () => {
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
  test('a port that is taken is PortTaken, and so is that of the metrics, with nothing left running', async () => {
    const { port } = new URL(graph.url);
    await expect(startTestGateway({ settings: { port: Number(port) } })).rejects.toThrow(PortTaken);
    const own = await freePort();
    const clash = startTestGateway({ settings: { supergraph: graph.file, port: own, metricsPort: Number(port) } });
    await expect(clash).rejects.toThrow(PortTaken);
    const again = await startTestGateway({ settings: { supergraph: graph.file, port: own } });
    await again.stop();
  });

  test('a supergraph that is not one is told before anything listens', async () => {
    const port = await freePort();
    await expect(startTestGateway({ settings: { supergraph: '/nowhere.graphql', port } })).rejects.toThrow(/ENOENT/);
    await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow();
  });
});
