import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { startHttpServer, type TestHttpServer } from '#test-kit/http-server.ts';
import { accepts, ended, refusal } from '../testing/raw-stream.ts';
import { startTickingGraph, type TickingGraph } from '../testing/ticking-graph.ts';

const listed = 'https://app.example';
const unlisted = 'https://evil.test';
const ticks = { query: 'subscription { ticks { n } }' };

let graph: TickingGraph;
let auth: TestHttpServer;
let received: IncomingMessage[] = [];

beforeAll(async () => {
  auth = await startHttpServer((request, response) => {
    received.push(request);
    response.writeHead(200, {
      'content-type': 'application/json',
      vary: 'Origin, Accept',
      'access-control-allow-origin': '*',
      'access-control-max-age': '9',
    });
    response.end('{}');
  });
  const http = { origins: [listed], introspection: 'all', explorers: true, compression: true } as const;
  graph = await startTickingGraph({ settings: { http, authUrl: `${auth.origin}/graphql` } });
});

afterEach(async () => {
  received = [];
  await graph.close();
});

afterAll(async () => {
  await graph.stop();
  await auth.stop();
});

/** The CORS headers of a response, without their prefix. */
function corsOf(headers: IncomingHttpHeaders | Headers): Record<string, unknown> {
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers);
  const prefix = 'access-control-';
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])),
  );
}

const readable = { 'allow-origin': listed, 'expose-headers': expect.stringMatching(/x-request-id.*retry-after/) };

const preflightOf = (path: string, origin: string) =>
  fetch(new URL(path, graph.url), {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-apollo-operation-name',
    },
  });

describe('a page of a listed origin', () => {
  test('passes the preflight with the headers that it requests, without credentials', async () => {
    const response = await preflightOf('/graphql', listed);
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(corsOf(response.headers)).toEqual({
      'allow-origin': listed,
      'allow-methods': 'GET, HEAD, POST',
      'allow-headers': 'authorization,content-type,x-apollo-operation-name',
      'max-age': '7200',
    });
    expect(response.headers.get('vary')).toBe('origin, access-control-request-headers');
  });

  test.each([
    ['a query', { query: '{ hello }' }, undefined, 200],
    ['a refusal', { query: 7 }, undefined, 400],
    ['a body that cannot be read', '{', undefined, 400],
    ['a query as an event stream', { query: '{ hello }' }, accepts.eventStream, 200],
    ['a subscription as an event stream', ticks, accepts.eventStream, 200],
    ['a multipart subscription', ticks, accepts.multipart, 200],
  ])('reads %s', async (_, body, accept, status) => {
    const headers = { origin: listed, 'content-type': 'application/json' };
    const stream = await graph.send(body as Record<string, unknown>, accept, { headers });
    expect([stream.status, corsOf(stream.headers), stream.headers.vary]).toEqual([status, readable, 'origin']);
  });

  test('reads a query by GET, and an EventSource', async () => {
    const query = { search: { query: '{ hello }' }, headers: { origin: listed, 'apollo-require-preflight': '1' } };
    const got = await graph.send(null, undefined, query);
    const source = await graph.send(null, accepts.eventStream, { search: ticks, headers: { origin: listed } });
    for (const stream of [got, source]) expect([stream.status, corsOf(stream.headers)]).toEqual([200, readable]);
  });
});

describe('a page of another origin', () => {
  test('passes no preflight, and reads no response', async () => {
    const preflight = await preflightOf('/graphql', unlisted);
    const headers = { origin: unlisted, 'content-type': 'application/json' };
    const answer = await graph.send({ query: '{ hello }' }, undefined, { headers });
    for (const each of [preflight.headers, answer.headers]) expect(corsOf(each)).toEqual({});
    expect([preflight.headers.get('vary'), answer.headers.vary]).toEqual(['origin', 'origin']);
  });

  test('starts no subscription by an EventSource, which needs no preflight', async () => {
    const pages: Record<string, string>[] = [
      { origin: unlisted },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of pages) {
      const stream = await graph.send(null, accepts.eventStream, { search: ticks, headers });
      expect(await refusal(stream)).toEqual([403, 'application/json', 'FORBIDDEN']);
    }
  });
});

test('a response to a client that is no page has no CORS headers, but varies', async () => {
  const stream = await graph.send({ query: '{ hello }' });
  await ended(stream);
  expect([corsOf(stream.headers), stream.headers.vary]).toEqual([{}, 'origin']);
});

describe('a WebSocket', () => {
  /** `open`, or the status of the refusal. */
  const upgrade = (headers: Record<string, string>) =>
    new Promise<unknown>((resolve) => {
      const socket = new WebSocket(graph.url.replace('http', 'ws'), 'graphql-transport-ws', { headers });
      socket.on('error', () => {});
      socket.on('open', () => {
        socket.terminate();
        resolve('open');
      });
      socket.on('unexpected-response', (request, { statusCode }) => {
        request.destroy();
        resolve(statusCode);
      });
    });
  const { origin: own } = new URL('http://own.example');

  test.each([
    ['no page', {}, 'open'],
    ['a page of a listed origin', { origin: listed }, 'open'],
    ['a page of the gateway itself', { origin: own, host: 'own.example' }, 'open'],
    ['a page behind a trusted proxy', { origin: 'https://api.example', 'x-forwarded-host': 'api.example' }, 'open'],
    ['a page of another origin', { origin: unlisted }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
  ] as [string, Record<string, string>, unknown][])('of %s', async (_, headers, outcome) => {
    expect(await upgrade(headers)).toBe(outcome);
  });
});

describe('OAuth', () => {
  const send = (path: string, method: string, origin: string) =>
    fetch(new URL(path, graph.url), { method, headers: { origin } });

  test.each([
    ['POST', '/connect/token'],
    ['POST', '/connect/revocation'],
    ['GET', '/.well-known/openid-configuration'],
    ['GET', '/.well-known/jwks.json'],
  ])('%s %s is for pages of listed origins, whatever auth says', async (method, path) => {
    const preflight = await preflightOf(path, listed);
    expect([preflight.status, corsOf(preflight.headers)]).toMatchObject([204, { 'allow-origin': listed }]);
    expect(received).toEqual([]);
    const response = await send(path, method, listed);
    expect([response.status, corsOf(response.headers)]).toEqual([200, readable]);
    expect(response.headers.get('vary')).toBe('origin, accept');
    expect(corsOf((await send(path, method, unlisted)).headers)).toEqual({});
    expect(received.map(({ headers }) => headers.origin)).toEqual([undefined, unlisted]);
  });

  test.each(['/connect/authorize', '/connect/interaction/1', '/connect/introspect'])('%s is for none', async (path) => {
    for (const response of [await send(path, 'GET', listed), await preflightOf(path, listed)]) {
      expect(corsOf(response.headers)).toEqual({});
    }
    expect(received.map(({ headers }) => headers.origin)).toEqual([listed, listed]);
  });
});

test('no page reads another route', async () => {
  for (const path of ['/health/ready', '/metrics', '/graphiql', '/']) {
    const response = await fetch(new URL(path, graph.url), { headers: { origin: listed } });
    await response.arrayBuffer();
    expect(corsOf(response.headers)).toEqual({});
  }
});
