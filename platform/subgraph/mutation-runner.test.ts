import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { buildSchema } from 'graphql';
import { Refusal } from '../errors/refusal.ts';
import { requestScope } from '../graphql/request-scope.ts';
import { mutationRunner } from './mutation-runner.ts';
import type { SubgraphServer } from './server.ts';
import { startSmallServer } from './testing/small-server.ts';

const typeDefs = `
  type Query { n: Int }
  type Mutation { add(n: Int!): Int  refuse: Int  fail: Int  required: Int!  items(input: Input!): [Item!] }
  input Input { names: [String!]! }
  type Item { name: String  length: Int! }`;

let server: SubgraphServer;

beforeAll(async () => {
  server = await startSmallServer(typeDefs, {
    Mutation: {
      add: (_: unknown, { n }: { n: number }) => {
        requestScope.changed('t_1');
        return n + 1;
      },
      refuse: () => {
        throw new Refusal('SEAT_TAKEN', { seatNumbers: [2, 1] });
      },
      fail: () => Promise.reject(new Error('tiny-internal')),
      required: () => null,
      items: (_: unknown, { input }: { input: { names: string[] } }) => input.names.map((name) => ({ name })),
    },
    Item: {
      length: ({ name }: { name: string }) => {
        if (name === '') throw new Refusal('NOT_FOUND', { field: 'name' });
        return name.length;
      },
    },
  });
});

afterAll(() => server.stop());

const items = 'mutation Items($input: Input!) { items(input: $input) { __typename name length } }';

const requests: [what: string, body: object, headers?: Record<string, string>][] = [
  ['a result', { query: 'mutation { add(n: 1) }' }],
  ['several fields and aliases', { query: 'mutation { b: add(n: 1) a: add(n: 2) refuse }' }],
  ['variables', { query: items, operationName: 'Items', variables: { input: { names: ['a', 'bc'] } } }],
  ['nulls for everything that is optional', { query: 'mutation { refuse }', operationName: null, variables: null }],
  ['a refusal in a list', { query: items, variables: { input: { names: ['a', ''] } } }],
  ['a refusal in Arabic', { query: 'mutation { refuse }' }, { 'accept-language': 'ar' }],
  ['a failure', { query: 'mutation { fail }' }],
  ['a null in a field that has none', { query: 'mutation { required }' }],
  ['a wrong variable', { query: items, variables: { input: { names: [1] } } }],
  ['no variable', { query: items }],
  ['too many wrong variables', { query: items, variables: { input: { names: Array(60).fill(1) } } }],
  [
    'a skipped field',
    { query: 'mutation ($no: Boolean!) { add(n: 1) @skip(if: $no) refuse }', variables: { no: true } },
  ],
  ['another operation', { query: items, operationName: 'Other', variables: { input: { names: [] } } }],
  ['a passed deadline', { query: 'mutation { add(n: 1) }' }, { 'x-deadline-ms': '0' }],
  ['a malformed token', { query: 'mutation { add(n: 1) }' }, { authorization: 'Basic x' }],
  ['a token without keys', { query: 'mutation { add(n: 1) }' }, { authorization: 'Bearer x' }],
  ['an invalid document', { query: 'mutation { subtract }' }],
];

test.each(requests)('%s: as by Apollo Server', async (_what, body, headers = {}) => {
  const answer = async (accept: string) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', accept, ...headers } };
    const response = await fetch(server.url, { ...init, body: JSON.stringify(body) });
    const text = await response.text();
    const { 'x-request-id': id = '', date: _date, ...others } = Object.fromEntries(response.headers);
    return { status: response.status, headers: others, text: text.replaceAll(id, 'the id') };
  };
  expect(await answer('application/json')).toEqual(await answer('application/json, */*;q=0.5'));
});

const { read } = mutationRunner({
  schema: buildSchema(typeDefs),
  choices: {},
  shape: () => ({ message: '' }),
});
const post = { method: 'POST', headers: { accept: 'application/json' } };
const reads = (request: object) => read(request as FastifyRequest) !== null;

test('takes a valid document of one mutation, by POST, for JSON', () => {
  const body = { query: items, operationName: 'Items', variables: { input: { names: [] } } };
  expect(reads({ ...post, body })).toBe(true);
  expect(reads({ ...post, body: { query: items } })).toBe(true);
  expect(reads({ ...post, headers: {}, body })).toBe(true);
  expect(reads({ ...post, headers: { accept: '*/*' }, body })).toBe(true);
});

test.each<[string, object]>([
  ['a query', { ...post, body: { query: '{ n }' } }],
  ['an invalid document', { ...post, body: { query: 'mutation { none }' } }],
  ['several operations', { ...post, body: { query: 'mutation A { fail } mutation B { fail }', operationName: 'A' } }],
  ['the name of another operation', { ...post, body: { query: items, operationName: 'Other' } }],
  ['extensions', { ...post, body: { query: items, extensions: { persistedQuery: {} } } }],
  ['variables that are a list', { ...post, body: { query: items, variables: [] } }],
  ['a batch', { ...post, body: [{ query: items }] }],
  ['no body', { ...post, body: undefined }],
  ['a GET', { ...post, method: 'GET', body: { query: items } }],
  ['another media type', { ...post, headers: { accept: 'multipart/mixed' }, body: { query: items } }],
])('leaves %s to Apollo Server', (_what, request) => {
  expect(reads(request)).toBe(false);
});
