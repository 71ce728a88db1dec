import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

/**
 * A field is nullable in one subgraph and non-null in another: composition makes it nullable. Members of a union have a
 * field of the same name but of different nullability, which one selection set must not select under one key.
 */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { users: [User!]! accounts: [Account!]! me: User @shareable }
      union Account = User | Admin
      type User { id: ID @shareable tags: [String] @shareable }
      type Admin { id: ID name: String photo: String @shareable }`,
    resolvers: {
      Query: {
        users: () => [{ id: 'u1', tags: ['a'] }],
        accounts: () => [
          { __typename: 'User', id: 'u1' },
          { __typename: 'Admin', id: null, name: 'root', photo: 'q' },
        ],
        me: () => ({ id: null, tags: ['a', null] }),
      },
    },
  },
  b: {
    typeDefs: `
      type Query { more: [User!]! me: User @shareable everyone: [Account] }
      union Account = User
      type User @key(fields: "id") { id: ID! @shareable tags: [String!]! @shareable name: String friends: [User!]! }`,
    resolvers: {
      Query: {
        more: () => [{ id: 'u2', tags: [] }],
        me: () => ({ id: 'u3', tags: ['b'] }),
        everyone: () => [null, { __typename: 'User', id: 'u2' }],
      },
      User: {
        __resolveReference: ({ id }: { id: string }) => ({ id, tags: [`tag ${id}`] }),
        name: ({ id }: { id: string }) => `name ${id}`,
        friends: () => [{ id: 'u9', tags: [] }],
      },
    },
  },
});

test('reads the field from the subgraph that returned the object', async () => {
  expect(await graph.run('{ users { id } more { id name tags } }')).toEqual({
    data: { users: [{ id: 'u1' }], more: [{ id: 'u2', name: 'name u2', tags: [] }] },
  });
});

test('makes a shared field nullable when one subgraph has it nullable', async () => {
  const fields = graph.graph.apiSchema.getType('User');
  expect(fields && 'getFields' in fields ? String(fields.getFields().id?.type) : null).toBe('ID');
  const answer = await graph.run('{ me { id tags } }');
  expect(answer.errors).toBeUndefined();
});

test('aliases fields of union members that have the same name and different types', async () => {
  const query = `{ users { id } accounts { ... on User { id tags } ... on Admin { id name photo } }
    everyone { ... on User { id name friends { id } } ... on Admin { photo } } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      users: [{ id: 'u1' }],
      accounts: [
        { id: 'u1', tags: null },
        { id: null, name: 'root', photo: 'q' },
      ],
      everyone: [null, { id: 'u2', name: 'name u2', friends: [{ id: 'u9' }] }],
    },
  });
});

test('returns the client’s aliases of fields of different types', async () => {
  expect(
    await graph.run('{ accounts { ... on User { key: id id: __typename } ... on Admin { key: id id: name } } }'),
  ).toEqual({
    data: {
      accounts: [
        { key: 'u1', id: 'User' },
        { key: null, id: 'root' },
      ],
    },
  });
});
