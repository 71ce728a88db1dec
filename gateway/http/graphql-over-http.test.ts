import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { limits } from '#platform/limits.ts';
import { startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';

let graph: TinyGraph;
let pinged = 0;

beforeAll(async () => {
  graph = await startTinyGraph({
    subgraphs: [
      {
        name: 'tiny',
        typeDefs:
          'type Query { hello(name: String): String } type Mutation { ping: Int } type Subscription { tick: Int }',
        resolvers: {
          Query: { hello: (_: unknown, { name }: { name?: string }) => `hello ${name ?? 'you'}` },
          Mutation: { ping: () => ++pinged },
        },
      },
    ],
  });
});

beforeEach(() => {
  pinged = 0;
});

afterAll(() => graph.stop());

async function send(init: RequestInit, search: Record<string, string> = {}) {
  const response = await fetch(`${graph.url}?${new URLSearchParams(search)}`, init);
  const text = await response.text();
  return { response, status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : null };
}

const json = { 'content-type': 'application/json' };
const post = (body: unknown, headers: Record<string, string> = json) =>
  send({ method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

/** Fails unless it is one error in the usual shape. */
function refusal({ status, body, response }: Awaited<ReturnType<typeof send>>): [number, string] {
  expect(body.errors).toHaveLength(1);
  const { message, extensions } = body.errors[0];
  expect(message).toEqual(expect.any(String));
  expect(message).not.toBe('');
  expect(extensions.requestId).toBe(response.headers.get('x-request-id'));
  expect(Object.keys(extensions).sort()).toEqual(['code', 'requestId']);
  return [status, extensions.code];
}

describe('GET', () => {
  test.each([
    ['apollo-require-preflight', 'true'],
    ['content-type', 'application/json'],
  ])('runs a query for a client that no form of a browser could be, by %s', async (name, value) => {
    const variables = JSON.stringify({ n: 'Layla' });
    const query = 'query ($n: String) { hello(name: $n) }';
    const { status, body } = await send({ headers: { [name]: value } }, { query, variables });
    expect([status, body]).toEqual([200, { data: { hello: 'hello Layla' } }]);
  });

  test('is refused to what a browser could send across sites', async () => {
    expect(refusal(await send({}, { query: '{ hello }' }))).toEqual([400, 'BAD_REQUEST']);
    expect(refusal(await post('query={hello}', { 'content-type': 'text/plain' }))).toEqual([400, 'BAD_REQUEST']);
  });

  test('runs no mutation', async () => {
    const answer = await send({ headers: { 'apollo-require-preflight': '1' } }, { query: 'mutation { ping }' });
    expect(refusal(answer)).toEqual([405, 'BAD_REQUEST']);
    expect(answer.response.headers.get('allow')).toBe('POST');
    expect(pinged).toBe(0);
  });

  test('with variables that are no JSON is BAD_REQUEST', async () => {
    const answer = await send({ headers: json }, { query: '{ hello }', variables: '{' });
    expect(refusal(answer)).toEqual([400, 'BAD_REQUEST']);
  });
});

describe('what is no GraphQL request', () => {
  test.each([
    ['malformed JSON', '{"query":', json, 400],
    ['no body', '', json, 400],
    ['an array of operations', [{ query: '{ hello }' }], json, 400],
    ['a query that is no text', { query: 7 }, json, 400],
    ['no query', { variables: {} }, json, 400],
    ['variables that are no object', { query: '{ hello }', variables: [1] }, json, 400],
    ['another content type', '<query/>', { 'content-type': 'application/xml' }, 415],
    ['a form', 'query=%7Bhello%7D', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['more than the limit', { query: `{ hello } #${'x'.repeat(limits.requestBodyBytes)}` }, json, 413],
  ])('%s is BAD_REQUEST', async (_, body, headers, status) => {
    expect(refusal(await post(body, headers))).toEqual([status, 'BAD_REQUEST']);
  });

  test('of more tokens than a document may have is not parsed', async () => {
    const query = `{ ${Array.from({ length: limits.queryTokens / 2 }, (_, at) => `a${at}: hello `).join('')}}`;
    expect(refusal(await post({ query }))).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
  });

  test('another method or path is BAD_REQUEST', async () => {
    expect(refusal(await send({ method: 'PUT', headers: json, body: '{}' }))).toEqual([404, 'BAD_REQUEST']);
    const response = await fetch(new URL('/nothing', graph.url));
    expect([response.status, (await response.json()).errors[0].extensions.code]).toEqual([404, 'BAD_REQUEST']);
  });
});

describe('an operation that cannot run', () => {
  test.each([
    ['does not parse', { query: '{ hello' }, 'GRAPHQL_PARSE_FAILED'],
    ['does not fit the schema', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['is not in its document', { query: 'query A { hello }', operationName: 'B' }, 'OPERATION_RESOLUTION_FAILURE'],
    ['is one of several, unnamed', { query: 'query A { hello } query B { hello }' }, 'OPERATION_RESOLUTION_FAILURE'],
  ])('because it %s is told with a code and HTTP 400', async (_, body, code) => {
    expect(refusal(await post(body))).toEqual([400, code]);
  });

  test('because it is a subscription is OPERATION_NOT_ALLOWED by HTTP', async () => {
    expect(refusal(await post({ query: 'subscription { tick }' }))).toEqual([400, 'OPERATION_NOT_ALLOWED']);
  });

  test('because its hash is unknown is PERSISTED_QUERY_NOT_FOUND', async () => {
    const persistedQuery = { version: 1, sha256Hash: 'ab'.repeat(32) };
    expect(refusal(await post({ extensions: { persistedQuery } }))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
  });
});

describe('the media type', () => {
  test('is the one of GraphQL over HTTP where that is asked for', async () => {
    const accept = 'application/graphql-response+json';
    const { response, body } = await post({ query: '{ hello }' }, { ...json, accept });
    expect(response.headers.get('content-type')).toContain(accept);
    expect(body.data).toEqual({ hello: 'hello you' });
  });
});

describe('in a browser', () => {
  const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  test('/graphql is the Sandbox, with the way to GraphiQL', async () => {
    const { status, response, text } = await send({ headers: html });
    expect([status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    expect(text).toContain('embeddable-sandbox');
    expect(text).toContain('href="/graphiql"');
  });

  test('a query is answered, not shown a page', async () => {
    const { body } = await send({ headers: { ...html, 'apollo-require-preflight': '1' } }, { query: '{ hello }' });
    expect(body).toEqual({ data: { hello: 'hello you' } });
  });

  test('/graphiql needs nothing from elsewhere', async () => {
    const response = await fetch(new URL('/graphiql', graph.url));
    const page = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
    expect(page).toContain('"/graphql"');
    // The markup alone: a script may name what it likes, and loads it by an element or an import.
    const markup = page
      .replace(/(<script\b[^>]*>)[\s\S]*?<\/script>/g, '$1')
      .replace(/(<style\b[^>]*>)[\s\S]*?<\/style>/g, '$1');
    expect(
      [...markup.matchAll(/\b(?:src|href)\s*=\s*["']?([^"'\s>]+)/g)]
        .map(([, target]) => target)
        .filter((target) => !target?.startsWith('data:')),
    ).toEqual([]);
    expect(page).not.toMatch(/@import\s|\bfrom\s*["']https?:|import\(["']https?:|url\(["']?https?:/);
  });
});
