import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';

const typeDefs = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@composeDirective"])
  @link(url: "https://masar-eagle.example/caching/v1.0", import: ["@cacheControl"])
  @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int) on FIELD_DEFINITION | OBJECT
  type Query { trip: Trip plain: Int }
  type Trip @key(fields: "id") @cacheControl(maxAge: 60) { id: ID! name: String broken: Int secret: Int @authenticated }`;

let name = 'first';
let graph: TinyGraph;

beforeAll(async () => {
  const broken = () => {
    throw new Error('broken');
  };
  graph = await startTinyGraph({
    settings: { foreign: false },
    subgraphs: [
      {
        name: 'trips',
        typeDefs,
        resolvers: { Query: { trip: () => ({ id: '1', name: () => name }), plain: () => 1 }, Trip: { broken } },
      },
    ],
  });
});

beforeEach(() => {
  name = 'first';
});

afterAll(() => graph.stop());

const get = (query: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${graph.url}?query=${encodeURIComponent(query)}`, {
    method,
    headers: { 'apollo-require-preflight': 'yes', accept: 'application/json', ...headers },
  });
const query = '{ trip { id name } }';
const tag = async () => (await get(query)).headers.get('etag') ?? '';

test('the response to a GET that everyone gets has a tag, and is asked for each time', async () => {
  const response = await get(query);
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(response.headers.get('etag')).toMatch(/^W\/"[\w-]{43}"$/);
  expect(response.headers.get('vary')).toBe('origin, accept, accept-language, accept-encoding');
  expect(await tag()).toBe(response.headers.get('etag'));
});

test('a client that has the present response gets 304', async () => {
  const etag = await tag();
  for (const given of [etag, etag.slice(2), `"a", ${etag}`, '*']) {
    const response = await get(query, { 'if-none-match': given });
    expect([given, response.status, await response.text()]).toEqual([given, 304, '']);
    expect(response.headers.get('etag')).toBe(etag);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('vary')).toBe('origin, accept, accept-language, accept-encoding');
  }
  const length = (await get(query, {}, 'HEAD')).headers.get('content-length');
  const { status, headers } = await get(query, { 'if-none-match': etag }, 'HEAD');
  expect([status, headers.get('content-length')]).toEqual([304, length]);
});

test('a client that has an earlier response gets the present one', async () => {
  const etag = await tag();
  name = 'second';
  const response = await get(query, { 'if-none-match': etag });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ data: { trip: { id: '1', name } } });
  expect(response.headers.get('etag')).not.toBe(etag);
});

test.each(['', '""', 'W/"other"', 'etag'])('the tag %j is that of no response', async (given) => {
  expect((await get(query, { 'if-none-match': given })).status).toBe(200);
});

describe.each<[string, () => Promise<Response>]>([
  ['with a field that has no age', () => get('{ trip { id name } plain }')],
  ['that selects no id', () => get('{ trip { name } }')],
  ['with a field under an auth directive', () => get('{ trip { id secret } }')],
  ['with an error', () => get('{ trip { id broken } }')],
  ['that is invalid', () => get('{ none }')],
  [
    'to a POST',
    () =>
      fetch(graph.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      }),
  ],
])('the response %s', (_name, send) => {
  test('is not stored', async () => {
    const { headers } = await send();
    expect([headers.get('cache-control'), headers.get('etag')]).toEqual(['no-store', null]);
  });
});
