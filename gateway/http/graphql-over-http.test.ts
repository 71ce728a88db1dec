import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { maxQueryTokens } from '#platform/graphql/parse-operation.ts';
import { maxRequestBody } from '#platform/http/graphql-app.ts';
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

const graphqlType = 'application/graphql-response+json';
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
    ['more than the limit', { query: `{ hello } #${'x'.repeat(maxRequestBody)}` }, json, 413],
  ])('%s is BAD_REQUEST', async (_, body, headers, status) => {
    expect(refusal(await post(body, headers))).toEqual([status, 'BAD_REQUEST']);
  });

  test('of more tokens than a document may have is not parsed', async () => {
    const query = `{ ${Array.from({ length: maxQueryTokens / 2 }, (_, at) => `a${at}: hello `).join('')}}`;
    expect(refusal(await post({ query }))).toEqual([200, 'GRAPHQL_PARSE_FAILED']);
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
    ['is a subscription', { query: 'subscription { tick }' }, 'OPERATION_NOT_ALLOWED'],
    [
      'has a variable that does not fit',
      { query: 'query ($n: Int!) { hello @skip(if: true) }' },
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('because it %s is told with a code, and with a status in the media type that has one', async (_, body, code) => {
    expect(refusal(await post(body))).toEqual([200, code]);
    expect(refusal(await post(body, { ...json, accept: 'application/json' }))).toEqual([200, code]);
    expect(refusal(await post(body, { ...json, accept: graphqlType }))).toEqual([400, code]);
  });

  test('for its variables is BAD_USER_INPUT', async () => {
    const asked = { query: 'query ($n: String!) { hello(name: $n) }', variables: { n: 7 } };
    const { status, body } = await post(asked);
    expect([status, body.errors[0].extensions.code, body.errors[0].extensions.field]).toEqual([
      200,
      'BAD_USER_INPUT',
      'n',
    ]);
    expect((await post(asked, { ...json, accept: graphqlType })).status).toBe(400);
  });
});

describe('automatic persisted queries', () => {
  const query = '{ hello(name: "again") }';
  const digest = createHash('sha256').update(query).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash: digest } };

  test('a query that was sent once goes by its hash, by POST and GET', async () => {
    expect(refusal(await post({ extensions }))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
    expect((await post({ query, extensions })).body).toEqual({ data: { hello: 'hello again' } });
    expect((await post({ extensions })).body).toEqual({ data: { hello: 'hello again' } });
    const got = await send({ headers: json }, { extensions: JSON.stringify(extensions) });
    expect(got.body).toEqual({ data: { hello: 'hello again' } });
  });

  test('a hash of another text is BAD_REQUEST, and is not kept', async () => {
    expect(refusal(await post({ query: '{ hello }', extensions }))).toEqual([400, 'BAD_REQUEST']);
    expect((await post({ extensions })).body).toEqual({ data: { hello: 'hello again' } });
  });
});

describe('the media type', () => {
  test.each([
    [graphqlType, graphqlType],
    [`${graphqlType}, application/json;q=0.9`, graphqlType],
    [`application/json;q=0.5, ${graphqlType};q=0.7`, graphqlType],
    [`application/json, ${graphqlType};q=0.7`, 'application/json'],
    ['*/*', 'application/json'],
    ['text/html, application/*;q=0.1', 'application/json'],
  ])('for %s is %s', async (accept, type) => {
    const { response, body } = await post({ query: '{ hello }' }, { ...json, accept });
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    expect(body.data).toEqual({ hello: 'hello you' });
  });

  test('of nothing that we have is refused', async () => {
    expect(refusal(await post({ query: '{ hello }' }, { ...json, accept: 'image/png' }))).toEqual([406, 'BAD_REQUEST']);
    const never = 'application/json;q=0';
    expect(refusal(await post({ query: '{ hello }' }, { ...json, accept: never }))).toEqual([406, 'BAD_REQUEST']);
  });
});

describe('the audit of GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => graph.url });

  test('has every check that we know of', () => expect(audits).toHaveLength(61));

  test.each(audits.map(({ name, fn }) => [name, fn] as const))('%s', async (name, fn) => {
    const { status } = await fn();
    // What we may do and don't is a GET that any site's page could make a browser send.
    expect(['ok', ...(name.startsWith('MAY') ? ['notice'] : [])]).toContain(status);
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
