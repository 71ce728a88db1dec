import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { maxRequestBody } from '#contract/request-faults.ts';
import { documentBounds } from '../admission/document-bounds.ts';
import { startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';

let graph: TinyGraph;
let pinged = 0;

beforeAll(async () => {
  graph = await startTinyGraph({
    subgraphs: [
      {
        name: 'tiny',
        typeDefs:
          'type Query { hello(name: String): String list(of: [String]): Int } type Mutation { ping: Int } type Subscription { tick: Int }',
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

/** The status and code of a response. Fails unless it has exactly one well-formed error. */
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
  ])('runs a query with the header %s, which no HTML form can send', async (name, value) => {
    const variables = JSON.stringify({ n: 'Layla' });
    const query = 'query ($n: String) { hello(name: $n) }';
    const { status, body } = await send({ headers: { [name]: value } }, { query, variables });
    expect([status, body]).toEqual([200, { data: { hello: 'hello Layla' } }]);
  });

  test('is refused when a browser could send it without a preflight', async () => {
    expect(refusal(await send({}, { query: '{ hello }' }))).toEqual([400, 'BAD_REQUEST']);
    expect(refusal(await post('query={hello}', { 'content-type': 'text/plain' }))).toEqual([400, 'BAD_REQUEST']);
  });

  test('runs no mutation', async () => {
    const response = await send({ headers: { 'apollo-require-preflight': '1' } }, { query: 'mutation { ping }' });
    expect(refusal(response)).toEqual([405, 'BAD_REQUEST']);
    expect(response.response.headers.get('allow')).toBe('POST');
    expect(pinged).toBe(0);
  });

  test('with variables that are not JSON is BAD_REQUEST', async () => {
    const response = await send({ headers: json }, { query: '{ hello }', variables: '{' });
    expect(refusal(response)).toEqual([400, 'BAD_REQUEST']);
  });
});

describe('an invalid request', () => {
  test.each([
    ['malformed JSON', '{"query":', json, 400],
    ['no body', '', json, 400],
    ['an array of operations', [{ query: '{ hello }' }], json, 400],
    ['a query that is not a string', { query: 7 }, json, 400],
    ['no query', { variables: {} }, json, 400],
    ['variables that are not an object', { query: '{ hello }', variables: [1] }, json, 400],
    ['another content type', '<query/>', { 'content-type': 'application/xml' }, 415],
    ['a form', 'query=%7Bhello%7D', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a charset other than UTF-8', '{}', { 'content-type': 'application/json; charset=utf-16' }, 415],
    ['an unknown charset', '{}', { 'content-type': 'application/json;x="a;b"; CHARSET="never"' }, 415],
    ['a body above the limit', { query: `{ hello } #${'x'.repeat(maxRequestBody)}` }, json, 413],
  ])('with %s is BAD_REQUEST', async (_, body, headers, status) => {
    expect(refusal(await post(body, headers))).toEqual([status, 'BAD_REQUEST']);
  });

  test.each(['utf-8', 'UTF-8', '"utf-8"', 'us-ascii'])('is not one with the charset %s', async (charset) => {
    const headers = { 'content-type': `application/json; charset=${charset}` };
    expect((await post({ query: '{ hello }' }, headers)).body).toEqual({ data: { hello: 'hello you' } });
  });

  test('with more tokens than the limit is not parsed', async () => {
    const query = `{ ${Array.from({ length: documentBounds.tokens / 2 }, (_, at) => `a${at}: hello `).join('')}}`;
    const { status, body } = await post({ query });
    const { tokens } = documentBounds;
    expect([status, body.errors[0].extensions]).toEqual([
      200,
      { code: 'OPERATION_TOO_LARGE', limit: tokens, actual: tokens + 1, requestId: expect.any(String) },
    ]);
  });

  test('with another method or path is BAD_REQUEST', async () => {
    expect(refusal(await send({ method: 'PUT', headers: json, body: '{}' }))).toEqual([405, 'BAD_REQUEST']);
    const response = await fetch(new URL('/nothing', graph.url));
    expect([response.status, (await response.json()).errors[0].extensions.code]).toEqual([404, 'BAD_REQUEST']);
  });
});

describe('an operation that cannot run', () => {
  test.each([
    ['has a syntax error', { query: '{ hello' }, 'GRAPHQL_PARSE_FAILED'],
    ['selects an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'names an operation that the document lacks',
      { query: 'query A { hello }', operationName: 'B' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'names none of several operations',
      { query: 'query A { hello } query B { hello }' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['is a subscription', { query: 'subscription { tick }' }, 'OPERATION_NOT_ALLOWED'],
    [
      'declares an unused variable',
      { query: 'query ($n: Int!) { hello @skip(if: true) }' },
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('because it %s has a code, and 400 in the media type with statuses', async (_, body, code) => {
    expect(refusal(await post(body))).toEqual([200, code]);
    expect(refusal(await post(body, { ...json, accept: 'application/json' }))).toEqual([200, code]);
    expect(refusal(await post(body, { ...json, accept: graphqlType }))).toEqual([400, code]);
  });

  test('because of an invalid variable is BAD_USER_INPUT', async () => {
    const invalid = { query: 'query ($n: String!) { hello(name: $n) }', variables: { n: 7 } };
    const { status, body } = await post(invalid);
    expect([status, body.errors[0].extensions.code, body.errors[0].extensions.field]).toEqual([
      200,
      'BAD_USER_INPUT',
      'n',
    ]);
    expect((await post(invalid, { ...json, accept: graphqlType })).status).toBe(400);
  });

  test('because of many invalid items of a variable has a bounded number of errors', async () => {
    const query = 'query ($n: [String]) { hello @skip(if: true) list(of: $n) }';
    const { body } = await post({ query, variables: { n: Array.from({ length: 1_000 }, () => 7) } });
    expect(body.errors).toHaveLength(51);
    expect(body.errors[50].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'variables' });
  });

  test('because a variable of @skip is null is BAD_USER_INPUT with the directive and its argument', async () => {
    const query = 'query ($off: Boolean = true) { hello @skip(if: $off) }';
    const { status, body } = await post({ query, variables: { off: null } });
    expect([status, body.data, body.errors[0].message, body.errors[0].extensions]).toEqual([
      200,
      undefined,
      'Argument "if" of "@skip" must not be null (variable "$off").',
      { code: 'BAD_USER_INPUT', field: 'if', requestId: expect.any(String) },
    ]);
  });
});

describe('automatic persisted queries', () => {
  const query = '{ hello(name: "again") }';
  const digest = createHash('sha256').update(query).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash: digest } };

  test('run a known query by its hash, by POST and GET', async () => {
    expect(refusal(await post({ extensions }))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
    expect((await post({ query, extensions })).body).toEqual({ data: { hello: 'hello again' } });
    expect((await post({ extensions })).body).toEqual({ data: { hello: 'hello again' } });
    const got = await send({ headers: json }, { extensions: JSON.stringify(extensions) });
    expect(got.body).toEqual({ data: { hello: 'hello again' } });
  });

  test('refuse a hash of another text and do not cache it', async () => {
    expect(refusal(await post({ query: '{ hello }', extensions }))).toEqual([400, 'BAD_REQUEST']);
    expect((await post({ extensions })).body).toEqual({ data: { hello: 'hello again' } });
  });
});

describe('the media type of the response', () => {
  test.each([
    [graphqlType, graphqlType],
    [`${graphqlType}, application/json;q=0.9`, graphqlType],
    [`application/json;q=0.5, ${graphqlType};q=0.7`, graphqlType],
    [`application/json, ${graphqlType};q=0.7`, 'application/json'],
    ['*/*', 'application/json'],
    ['text/html, application/*;q=0.1', 'application/json'],
    ['', 'application/json'],
    [`application/json; charset=utf-8, ${graphqlType}; charset=utf-8; q=0.5`, 'application/json'],
    [`*/*, ${graphqlType}`, graphqlType],
    ['application/json, text/plain, */*', 'application/json'],
    ['application/json;q=0, */*', graphqlType],
    ['*/*, application/json;Q=0.000', graphqlType],
    ['application/*, application/json;q=0.5', graphqlType],
    [`application/*;q=0, ${graphqlType};q=0.1, */*`, graphqlType],
    ['*/*;q=0, application/*;q=0.1', 'application/json'],
  ])('for %s is %s', async (accept, type) => {
    const { response, body } = await post({ query: '{ hello }' }, { ...json, accept });
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    expect(body.data).toEqual({ hello: 'hello you' });
  });

  test('is 406 when the client accepts none of ours', async () => {
    expect(refusal(await post({ query: '{ hello }' }, { ...json, accept: 'image/png' }))).toEqual([406, 'BAD_REQUEST']);
    for (const never of ['application/json;q=0', '*/*;q=0', `application/*;q=0, */*`, `${graphqlType};q=none`]) {
      expect(refusal(await post({ query: '{ hello }' }, { ...json, accept: never }))).toEqual([406, 'BAD_REQUEST']);
    }
  });
});

describe('the GraphQL over HTTP audit', () => {
  const audits = serverAudits({ url: () => graph.url });

  test('has 61 checks', () => expect(audits).toHaveLength(61));

  test.each(audits.map(({ name, fn }) => [name, fn] as const))('%s', async (name, fn) => {
    const { status } = await fn();
    // The recommendation that we do not follow is a GET that any site could make a browser send.
    expect(['ok', ...(name.startsWith('MAY') ? ['notice'] : [])]).toContain(status);
  });
});

describe('in a browser', () => {
  const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  test('/graphql is the Sandbox page with a link to GraphiQL', async () => {
    const { status, response, text } = await send({ headers: html });
    expect([status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    expect(text).toContain('embeddable-sandbox');
    expect(text).toContain('href="/graphiql"');
    // This supergraph can run none of the operations that explorers open with.
    expect(text).toContain('initialState: {}');
  });

  test('a query gets its result, not the page', async () => {
    const { body } = await send({ headers: { ...html, 'apollo-require-preflight': '1' } }, { query: '{ hello }' });
    expect(body).toEqual({ data: { hello: 'hello you' } });
  });

  test('/graphiql loads nothing from other origins', async () => {
    const response = await fetch(new URL('/graphiql', graph.url));
    const page = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
    expect(page).toContain("endpoint: '/graphql'");
    const policy = response.headers.get('content-security-policy')?.split('; ') ?? [];
    const [, nonce] = /<script nonce="([^"]+)">/.exec(page) ?? [];
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", `script-src 'nonce-${nonce}'`, "connect-src 'self'"]),
    );
    // Check only the markup: a URL in a script is not loaded unless an element or an import uses it.
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

describe('/', () => {
  test('leads a browser to the explorer', async () => {
    const response = await fetch(new URL('/', graph.url), { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/graphql']);
  });

  test('says to others where things are', async () => {
    const response = await fetch(new URL('/', graph.url));
    expect(await response.json()).toEqual({ graphql: '/graphql', health: '/health/ready', graphiql: '/graphiql' });
  });

  test('has no icon', async () => {
    const response = await fetch(new URL('/favicon.ico', graph.url));
    expect([response.status, await response.text()]).toEqual([404, '']);
  });
});
