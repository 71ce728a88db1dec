import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { maxRequestBody } from '#contract/request-faults.ts';
import { startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';

let graph: TinyGraph;

beforeAll(async () => {
  graph = await startTinyGraph({
    subgraphs: [
      {
        name: 'tiny',
        typeDefs:
          'type Query { hello: String list: [String] } type Mutation { ping: Int } type Subscription { tick: Int }',
        resolvers: { Query: { hello: () => 'hello' } },
      },
    ],
  });
});

afterAll(() => graph.stop());

const json = { 'content-type': 'application/json' };
const body = '{"query":"{ hello }"}';

async function send(init: RequestInit = {}, search: Record<string, string> = {}) {
  const response = await fetch(`${graph.url}?${new URLSearchParams(search)}`, init);
  const text = await response.text();
  return { response, text, error: text.startsWith('{') ? JSON.parse(text).errors?.[0] : undefined };
}

const post = (text: string, headers: Record<string, string> = json) => send({ method: 'POST', headers, body: text });
const get = (query: string, headers: Record<string, string> = {}) => send({ headers }, { query });

/** How each refused request is sent, with its status, its code, and what the message says in both languages. */
const refused: [string, (headers: Record<string, string>) => ReturnType<typeof send>, number, string, RegExp][] = [
  ['a GET without a header', (more) => get('{ hello }', more), 400, 'BAD_REQUEST', /apollo-require-preflight: true/],
  ['a text', (more) => post(body, { 'content-type': 'text/plain', ...more }), 400, 'BAD_REQUEST', /application\/json/],
  [
    'a form',
    (more) => post('a=b', { 'content-type': 'application/x-www-form-urlencoded', ...more }),
    415,
    'BAD_REQUEST',
    /application\/json/,
  ],
  [
    'an upload',
    (more) => post('', { 'content-type': 'multipart/form-data; boundary=b', ...more }),
    415,
    'BAD_REQUEST',
    /multipart\/form-data/,
  ],
  ['a batch', (more) => post(`[${body}]`, { ...json, ...more }), 400, 'BAD_REQUEST', /Batches|دفعات/],
  ['malformed JSON', (more) => post('{"query":', { ...json, ...more }), 400, 'BAD_REQUEST', /JSON/],
  ['no query', (more) => post('{"variables":{}}', { ...json, ...more }), 400, 'BAD_REQUEST', /"query"/],
  [
    'variables that are not JSON',
    (more) => send({ headers: { ...json, ...more } }, { query: '{ hello }', variables: '{' }),
    400,
    'BAD_REQUEST',
    /"variables"/,
  ],
  [
    'a large body',
    (more) => post(`${body}${' '.repeat(maxRequestBody)}`, { ...json, ...more }),
    413,
    'BAD_REQUEST',
    /262144/,
  ],
  [
    'another Accept',
    (more) => post(body, { ...json, accept: 'image/png', ...more }),
    406,
    'BAD_REQUEST',
    /application\/json.*application\/graphql-response\+json.*text\/event-stream/,
  ],
  [
    'an Accept of deferred parts',
    (more) => post(body, { ...json, accept: 'multipart/mixed;deferSpec=20220824', ...more }),
    406,
    'BAD_REQUEST',
    /@defer/,
  ],
  [
    '@defer',
    (more) => post('{"query":"{ ... @defer { hello } }"}', { ...json, ...more }),
    200,
    'GRAPHQL_VALIDATION_FAILED',
    /@defer.*@stream/,
  ],
  [
    '@stream',
    (more) => post('{"query":"{ list @stream }"}', { ...json, ...more }),
    200,
    'GRAPHQL_VALIDATION_FAILED',
    /@defer.*@stream/,
  ],
  ['a mutation by GET', (more) => get('mutation { ping }', { ...json, ...more }), 405, 'BAD_REQUEST', /POST/],
  [
    'another method',
    (more) => send({ method: 'PUT', headers: { 'content-type': 'text/xml', ...more }, body: '<a/>' }),
    405,
    'BAD_REQUEST',
    /POST.*GET/,
  ],
];

describe('the message of a refusal says what is wrong', () => {
  test.each(refused)('with %s', async (_, request, status, code, message) => {
    const [english, arabic] = await Promise.all([request({}), request({ 'accept-language': 'ar' })]);
    for (const { response, error } of [english, arabic]) {
      expect([response.status, error.extensions.code]).toEqual([status, code]);
      expect(error.message).toMatch(message);
    }
    expect(english.error.message).toMatch(/^[A-Z][^؀-ۿ]+\.$/);
    expect(arabic.error.message).toMatch(/[؀-ۿ]/);
  });

  test('with an unknown path, and names that of GraphQL', async () => {
    const response = await fetch(new URL('/nothing', graph.url), { method: 'POST' });
    expect(response.status).toBe(404);
    expect((await response.json()).errors[0].message).toContain('/graphql');
  });

  test('with any other unknown directive as before', async () => {
    const { error } = await post('{"query":"{ hello @later }"}');
    expect(error.message).toBe('Unknown directive "@later".');
  });
});

describe('another method of /graphql', () => {
  test('OPTIONS names the methods', async () => {
    const { response } = await send({ method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is refused with the methods', async (method) => {
    const { response } = await send({ method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
  });

  test('HEAD answers as GET does, without a body', async () => {
    const { requests } = graph.subgraph('tiny');
    requests.length = 0;
    const search = { query: '{ hello }' };
    const { response, text } = await send({ method: 'HEAD', headers: json }, search);
    const got = await send({ headers: json }, search);
    expect([response.status, text, response.headers.get('content-length')]).toEqual([
      200,
      '',
      got.response.headers.get('content-length'),
    ]);
    expect(requests).toHaveLength(2);
    const subscription = { headers: { ...json, accept: 'text/event-stream' }, method: 'HEAD' };
    const refusedStream = await send(subscription, { query: 'subscription { tick }' });
    expect([refusedStream.response.status, refusedStream.response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});
