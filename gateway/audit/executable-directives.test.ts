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

/** One of a specification of their own, which has a default in one subgraph and none in the other. */
const composed = () => {
  const access = (argument: string) => `
    extend schema @link(url: "https://masar.test/access/v1.0", import: ["@access"]) @composeDirective(name: "@access")
    directive @access(${argument}) on FIELD | INLINE_FRAGMENT
    enum Scope { OPEN CLOSED }`;
  return localGraph({
    a: {
      typeDefs: `${access('scope: Scope!, note: String')}
          extend schema @link(url: "https://masar.test/about/v1.0", import: ["@about"]) @composeDirective(name: "@about")
          directive @about(text: String) on FIELD_DEFINITION
          type Query { a: String @about(text: "a") trip: Trip } type Trip @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { a: () => 'a', trip: () => ({ id: '1' }) } },
    },
    b: {
      typeDefs: `${access('scope: Scope! = OPEN, note: String')}
          type Query { b: String } type Trip @key(fields: "id") { id: ID! b(of: Int): String }`,
      resolvers: { Query: { b: () => 'b' }, Trip: { b: (_: unknown, { of }: { of: number }) => `b${of}` } },
    },
  });
};

test('a directive of a specification of the subgraphs’ own is the clients’, with its default where a subgraph has none', async () => {
  const own = composed();
  expect(await own.run('{ a @access b @access }')).toEqual({ data: { a: 'a', b: 'b' } });
  expect(
    await own.run('{ a b @access(scope: CLOSED) trip @access(note: "n") { ... @access { b(of: 1) @access } } }'),
  ).toEqual({
    data: { a: 'a', b: 'b', trip: { b: 'b1' } },
  });
  const asked = own.requests.map(({ query }) => query.replace(/[\s,]/g, ''));
  expect(asked).toContainEqual(expect.stringContaining('trip@access(note:"n"scope:OPEN)'));
  await expect(own.run('{ a @access(scope: NONE) }')).rejects.toThrow('NONE');
});

test('a directive for types is none of the clients’', () => {
  expect(
    composed()
      .graph.apiSchema.getDirectives()
      .map(({ name }) => name),
  ).toEqual(expect.not.arrayContaining(['about', 'link', 'join__field']));
});
