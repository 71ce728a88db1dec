import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

/** Directives for operations, of both subgraphs and of one. */
const graph = localGraph({
  a: {
    typeDefs: `
      directive @access(scope: Scope! = OPEN) on FIELD
      enum Scope { OPEN CLOSED }
      directive @note(text: String) on FIELD | QUERY | INLINE_FRAGMENT
      directive @alone on FIELD
      type Query { a: String trip: Trip }
      type Trip @key(fields: "id") { id: ID! a: String }`,
    resolvers: { Query: { a: () => 'a', trip: () => ({ id: '1' }) }, Trip: { a: () => 'a' } },
  },
  b: {
    typeDefs: `
      directive @access(scope: Scope! = OPEN) on FIELD
      enum Scope { OPEN CLOSED }
      directive @note(text: String) on FIELD | QUERY | INLINE_FRAGMENT
      type Query { b: String }
      type Trip @key(fields: "id") { id: ID! b: String }`,
    resolvers: { Query: { b: () => 'b' }, Trip: { b: () => 'b' } },
  },
});

test('a directive stands on fields of all subgraphs, with its argument and without', async () => {
  expect(await graph.run('{ a @access b @access }')).toEqual({ data: { a: 'a', b: 'b' } });
  expect(await graph.run('{ a @access(scope: CLOSED) b @access(scope: OPEN) }')).toEqual({ data: { a: 'a', b: 'b' } });
});

test('it is so with variables, below entities, on operations and fragments', async () => {
  const query = `query ($scope: Scope!, $text: String = "x") @note(text: "query") {
    trip @access(scope: $scope) { a @note(text: $text) ... @note { b @access(scope: $scope) } id @note } }`;
  expect(await graph.run(query, { scope: 'CLOSED' })).toEqual({ data: { trip: { a: 'a', b: 'b', id: '1' } } });
});

test('one that a subgraph lacks is not the clients’', async () => {
  await expect(graph.run('{ a @alone }')).rejects.toThrow('@alone');
});
