import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const oven = { __typename: 'Oven', id: 'o1' };
const toaster = { __typename: 'Toaster', id: 't1' };

/** `__typename` is the name of the object type, never of an interface or a union (GraphQL specification 4.1). */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { thing: Thing things: [Node!] users: [User!] users2: [User2] }
      type Mutation { touch: Thing }
      union Thing = Oven | Toaster
      interface Node { id: ID! }
      type Oven implements Node @key(fields: "id") { id: ID! }
      type Toaster implements Node @key(fields: "id") { id: ID! slots: Int }
      interface User @key(fields: "id") { id: ID! type: String }
      type Admin implements User @key(fields: "id") { id: ID! type: String isAdmin: Boolean }
      type User2 @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        thing: () => oven,
        things: () => [toaster, oven],
        users: () => [{ __typename: 'Admin', id: 'u1' }],
        users2: () => [{ id: 'u2' }, null],
      },
      Mutation: { touch: () => toaster },
      Toaster: { slots: () => 2 },
      User: { __resolveReference: ({ id }: { id: string }) => ({ __typename: 'Admin', id }) },
      Admin: { isAdmin: () => true, type: () => 'admin' },
    },
  },
  b: {
    typeDefs: `
      type Query { named: [User] }
      type Oven @key(fields: "id") { id: ID! watts: Int }
      type User @key(fields: "id") @interfaceObject { id: ID! name: String }`,
    resolvers: {
      Query: { named: () => [{ id: 'u9' }] },
      Oven: { watts: () => 900 },
      User: { name: ({ id }: { id: string }) => `name ${id}` },
    },
  },
});

beforeEach(() => graph.reset());

test('returns the object type of unions and interfaces, under each alias', async () => {
  expect(await graph.run('{ thing { __typename type: __typename } things { t: __typename __typename } }')).toEqual({
    data: {
      thing: { __typename: 'Oven', type: 'Oven' },
      things: [
        { t: 'Toaster', __typename: 'Toaster' },
        { t: 'Oven', __typename: 'Oven' },
      ],
    },
  });
});

test('returns `__typename` only where the type condition applies', async () => {
  const query = `{ things { ... on Oven { oven: __typename watts } ... on Toaster { slots } } thing { ... on Toaster { __typename } ... on Node { n: __typename } } }`;
  expect(await graph.run(query)).toEqual({
    data: { things: [{ slots: 2 }, { oven: 'Oven', watts: 900 }], thing: { n: 'Oven' } },
  });
});

test('returns `__typename` in the order of the selections', async () => {
  const answer = await graph.run('{ thing { a: __typename ... on Oven { watts b: __typename id } c: __typename } }');
  expect(JSON.stringify(answer.data)).toBe('{"thing":{"a":"Oven","watts":900,"b":"Oven","id":"o1","c":"Oven"}}');
});

test('requests no subgraph for the root type’s name', async () => {
  expect(await graph.run('{ __typename q: __typename }')).toEqual({ data: { __typename: 'Query', q: 'Query' } });
  expect(graph.requests).toEqual([]);
  expect(await graph.run('mutation { __typename touch { __typename } }')).toEqual({
    data: { __typename: 'Mutation', touch: { __typename: 'Toaster' } },
  });
  expect(await graph.run('{ ... on Query { __typename } users2 { __typename } }')).toEqual({
    data: { __typename: 'Query', users2: [{ __typename: 'User2' }, null] },
  });
});

test('returns the object type of an interface object', async () => {
  expect(await graph.run('{ users { __typename name } named { __typename id } }')).toEqual({
    data: { users: [{ __typename: 'Admin', name: 'name u1' }], named: [{ __typename: 'Admin', id: 'u9' }] },
  });
  expect(await graph.run('{ named { name ... on Admin { isAdmin n: name t: __typename } } }')).toEqual({
    data: { named: [{ name: 'name u9', isAdmin: true, n: 'name u9', t: 'Admin' }] },
  });
});
