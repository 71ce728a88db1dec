import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isErrorCode } from '#contract/error-codes.ts';
import type { SubgraphServer } from './server.ts';
import { startSmallServer } from './testing/small-server.ts';

let server: SubgraphServer;

beforeAll(async () => {
  server = await startSmallServer('type Query { f(n: Int): Int fail: Int } type Mutation { m: Int }', {
    Query: {
      f: () => 1,
      fail: () => {
        throw new Error('tiny-internal');
      },
    },
    Mutation: { m: () => 1 },
  });
});

afterAll(() => server.stop());

const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const get = (headers: Record<string, string> = { 'apollo-require-preflight': '1' }): RequestInit => ({ headers });
const persisted = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };

test.each<[what: string, code: string, status: number, request: RequestInit, search?: string]>([
  ['a syntax error', 'GRAPHQL_PARSE_FAILED', 400, post({ query: '{' })],
  ['an unknown field', 'GRAPHQL_VALIDATION_FAILED', 400, post({ query: '{ g }' })],
  ['no such operation', 'OPERATION_RESOLUTION_FAILURE', 400, post({ query: '{ f }', operationName: 'X' })],
  ['an unnamed choice', 'OPERATION_RESOLUTION_FAILURE', 400, post({ query: 'query A { f } query B { f }' })],
  ['a wrong variable', 'BAD_USER_INPUT', 200, post({ query: 'query ($n: Int) { f(n: $n) }', variables: { n: 'x' } })],
  ['a failure', 'INTERNAL_SERVER_ERROR', 200, post({ query: '{ fail }' })],
  ['a subscription', 'OPERATION_NOT_ALLOWED', 400, post({ query: 'subscription { s }' })],
  ['brackets without end', 'OPERATION_TOO_LARGE', 400, post({ query: '{ f(n: '.padEnd(4_000, '[') })],
  ['a persisted query', 'BAD_REQUEST', 200, post({ extensions: persisted })],
  ['a persisted query with its text', 'BAD_REQUEST', 200, post({ query: '{ f }', extensions: persisted })],
  ['no query', 'BAD_REQUEST', 400, post({ variables: {} })],
  ['an empty object', 'BAD_REQUEST', 400, post({})],
  ['a query that is a number', 'BAD_REQUEST', 400, post({ query: 1 })],
  ['variables that are text', 'BAD_REQUEST', 400, post({ query: '{ f }', variables: '{}' })],
  ['extensions that are text', 'BAD_REQUEST', 400, post({ query: '{ f }', extensions: '{}' })],
  ['an operation name that is a number', 'BAD_REQUEST', 400, post({ query: '{ f }', operationName: 1 })],
  ['a batch', 'BAD_REQUEST', 400, post([{ query: '{ f }' }])],
  ['an empty batch', 'BAD_REQUEST', 400, post([])],
  ['JSON that is cut off', 'BAD_REQUEST', 400, post('{"query":')],
  ['plain text', 'BAD_REQUEST', 415, post('{ f }', { 'content-type': 'text/xml' })],
  ['a form', 'BAD_REQUEST', 400, post('{ f }', { 'content-type': 'text/plain' })],
  ['an unknown media type', 'BAD_REQUEST', 406, post({ query: '{ f }' }, { accept: 'text/html' })],
  ['a mutation by GET', 'BAD_REQUEST', 405, get(), '?query=mutation{m}'],
  ['a GET that needs no preflight', 'BAD_REQUEST', 400, get({}), '?query={f}'],
  ['a query that is twice in the URL', 'BAD_REQUEST', 400, get(), '?query={f}&query={f}'],
  ['variables in the URL that are no JSON', 'BAD_REQUEST', 400, get(), '?query={f}&variables={'],
  [
    'another method',
    'BAD_REQUEST',
    404,
    { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{}' },
  ],
])('%s is %s with HTTP %i', async (_what, code, status, request, search = '') => {
  const response = await fetch(server.url + search, request);
  const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
  expect(errors.map(({ extensions }) => extensions)).toMatchObject([{ code, requestId: expect.any(String) }]);
  expect(isErrorCode(errors[0]?.extensions.code)).toBe(true);
  expect(JSON.stringify(errors)).not.toMatch(/tiny-internal|stacktrace/);
  expect(response.status).toBe(status);
});

test.each(['a[', '@:/', 'a b'])('the Host %j, of which no URL can be made, is BAD_REQUEST', async (host) => {
  const sent = request(server.url, { method: 'POST', headers: { 'content-type': 'application/json', host } });
  sent.end('{"query":"{ f }"}');
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const { errors } = (await json(response)) as { errors: { extensions: { code: string } }[] };
  expect([response.statusCode, errors[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
});

test('a persisted query is refused with the message that makes Apollo Client send the text', async () => {
  const request = post({ extensions: persisted }, { 'accept-language': 'ar' });
  const { errors } = (await (await fetch(server.url, request)).json()) as { errors: { message: string }[] };
  expect(errors.map(({ message }) => message)).toEqual(['PersistedQueryNotSupported']);
});
