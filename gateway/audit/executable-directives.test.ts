import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

/** An executable directive is in the API schema when every subgraph defines it: any of them may receive it. */
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

test('accepts a directive of all subgraphs on their fields, with its argument and without', async () => {
  expect(await graph.run('{ a @access b @access }')).toEqual({ data: { a: 'a', b: 'b' } });
  expect(await graph.run('{ a @access(scope: CLOSED) b @access(scope: OPEN) }')).toEqual({ data: { a: 'a', b: 'b' } });
});

test('accepts such a directive with variables, below entities, and on operations and fragments', async () => {
  const query = `query ($scope: Scope!, $text: String = "x") @note(text: "query") {
    trip @access(scope: $scope) { a @note(text: $text) ... @note { b @access(scope: $scope) } id @note } }`;
  expect(await graph.run(query, { scope: 'CLOSED' })).toEqual({ data: { trip: { a: 'a', b: 'b', id: '1' } } });
});

test('refuses a directive that one subgraph lacks', async () => {
  await expect(graph.run('{ a @alone }')).rejects.toThrow('@alone');
});

/** `@access` is composed from a specification of the subgraphs' own. Its argument has a default in one subgraph only. */
const composedDirectives = () => {
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

test('accepts a composed directive and sends its default to a subgraph that defines none', async () => {
  const graph = composedDirectives();
  expect(await graph.run('{ a @access b @access }')).toEqual({ data: { a: 'a', b: 'b' } });
  expect(
    await graph.run('{ a b @access(scope: CLOSED) trip @access(note: "n") { ... @access { b(of: 1) @access } } }'),
  ).toEqual({
    data: { a: 'a', b: 'b', trip: { b: 'b1' } },
  });
  const queries = graph.requests.map(({ query }) => query.replace(/[\s,]/g, ''));
  expect(queries).toContainEqual(expect.stringContaining('trip@access(note:"n"scope:OPEN)'));
  await expect(graph.run('{ a @access(scope: NONE) }')).rejects.toThrow('NONE');
});

test('leaves type system directives out of the API schema', () => {
  expect(
    composedDirectives()
      .graph.apiSchema.getDirectives()
      .map(({ name }) => name),
  ).toEqual(expect.not.arrayContaining(['about', 'link', 'join__field']));
});
