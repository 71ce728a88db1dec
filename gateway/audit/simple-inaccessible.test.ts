import { afterEach, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../testing/local-graph.ts';

/**
 * `@inaccessible` types, fields, arguments, enum values and union members are not in the API schema. Subgraphs still use
 * them among themselves.
 */
const graph = localGraph({
  users: {
    typeDefs: `
      type Query { users: [User!]! secret: Int @inaccessible thing: Thing kinds: [Kind!] }
      type User @key(fields: "id") { id: ID! code: String @inaccessible kind: Kind }
      enum Kind { DRIVER RIDER GHOST @inaccessible }
      union Thing = User | Hidden
      type Hidden @inaccessible { id: ID! }`,
    resolvers: {
      Query: {
        users: () => [
          { id: '1', kind: 'DRIVER' },
          { id: '2', kind: 'GHOST' },
        ],
        thing: () => ({ __typename: 'Hidden', id: 'h' }),
        kinds: () => ['RIDER', 'GHOST'],
      },
      User: { code: ({ id }: { id: string }) => `code ${id}` },
    },
  },
  friends: {
    typeDefs: `
      type Query { friendly: [User!]! }
      type User @key(fields: "id") {
        id: ID! code: String @external badge: String @requires(fields: "code")
        friends(first: Int = 1, of: Kind = GHOST @inaccessible): [User!]!
      }
      enum Kind { DRIVER RIDER GHOST @inaccessible }`,
    resolvers: {
      Query: { friendly: () => [{ id: '2' }] },
      User: {
        badge: ({ code }: { code: string }) => `badge: ${code}`,
        friends: ({ id }: { id: string }, { first, of }: { first: number; of: string }) =>
          Array.from({ length: first }, (_, index) => ({ id: `${id}-${of}-${index}` })),
      },
    },
  },
});

afterEach(() => graph.reset());

test('resolves the accessible fields', async () => {
  expect(await graph.run('{ users { id friends { id } } friendly { friends(first: 2) { id } } }')).toEqual({
    data: {
      users: [
        { id: '1', friends: [{ id: '1-GHOST-0' }] },
        { id: '2', friends: [{ id: '2-GHOST-0' }] },
      ],
      friendly: [{ friends: [{ id: '2-GHOST-0' }, { id: '2-GHOST-1' }] }],
    },
  });
});

test('sends inaccessible fields to a subgraph that requires them', async () => {
  expect(await graph.run('{ friendly { badge } users { friends { badge } } }')).toEqual({
    data: {
      friendly: [{ badge: 'badge: code 2' }],
      users: ['1', '2'].map((id) => ({ friends: [{ badge: `badge: code ${id}-GHOST-0` }] })),
    },
  });
});

test.each([
  '{ secret }',
  '{ users { code } }',
  '{ users { friends(of: RIDER) { id } } }',
  '{ thing { ... on Hidden { id } } }',
])('refuses %s', async (query) => {
  await expect(graph.run(query)).rejects.toThrow();
});

test('nulls an inaccessible enum value, with an error at its path', async () => {
  const users = await graph.run('{ users { id kind } }');
  expect(users.data).toEqual({
    users: [
      { id: '1', kind: 'DRIVER' },
      { id: '2', kind: null },
    ],
  });
  expect(errorPaths(users)).toEqual(['users.1.kind']);
  const kinds = await graph.run('{ kinds }');
  expect(kinds.data).toEqual({ kinds: null });
  expect(errorPaths(kinds)).toEqual(['kinds.1']);
});

test('nulls an inaccessible union member, with an error at its path', async () => {
  const answer = await graph.run('{ thing { __typename ... on User { id } } }');
  expect(answer.data).toEqual({ thing: null });
  expect(errorPaths(answer)).toEqual(['thing']);
  expect(JSON.stringify(answer)).not.toContain('Hidden');
});

test('names no inaccessible element in an error', async () => {
  const { errors } = await graph.run('{ users { kind } kinds }');
  expect(JSON.stringify(errors)).not.toContain('GHOST');
});
