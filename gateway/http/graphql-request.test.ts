import { expect, test } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { readGraphQLRequest } from './graphql-request.ts';

const read = (body: unknown) => readGraphQLRequest({ method: 'POST', body } as FastifyRequest);
const query = '{ hello }';

test.each<[string, unknown]>([
  ['a query that is not a string', { query: 7 }],
  ['an operationName that is not a string', { query, operationName: 7 }],
  ['a list as variables', { query, variables: [] }],
  ['a documentId that is not a string', { query, documentId: 7 }],
  ['a list as extensions', { query, extensions: [] }],
  ['a persisted query of another version', { query, extensions: { persistedQuery: { version: 2, sha256Hash: 'a' } } }],
  ['neither a query nor a digest', { query: '', variables: {} }],
  ['null', null],
  ['a string', query],
])('%s is BAD_REQUEST', (_what, body) => {
  expect(() => read(body)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST', fault: 'parameters' }));
});

test('parameters that are null or empty are absent', () => {
  const absent = { operationName: undefined, variables: {}, digest: undefined };
  expect(read({ query, operationName: null, variables: null, documentId: null, extensions: null })).toEqual({
    query,
    ...absent,
  });
  expect(read({ query: null, operationName: '', documentId: 'sha256:ab' })).toEqual({
    ...absent,
    query: undefined,
    digest: 'ab',
  });
});
