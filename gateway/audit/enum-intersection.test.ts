import { expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../testing/local-graph.ts';

const taken: unknown[] = [];
const keep = (_: unknown, { kind }: { kind: string }) => {
  taken.push(kind);
  return kind;
};

/** An enum that is given has all values; one that is taken has those that all take. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { status: Status a: [Status] trips(sort: Sort = NAME): [Sort2] user: User }
      type User @key(fields: "id") { id: ID! type: UserType }
      enum Status { OPEN FULL }
      enum Sort { NAME PRICE }
      enum Sort2 { X }
      enum UserType { REGULAR ANONYMOUS @inaccessible }`,
    resolvers: {
      Query: {
        status: () => 'FULL',
        a: () => ['OPEN', null, 'FULL'],
        trips: (_: unknown, { sort }: { sort: string }) => {
          taken.push(sort);
          return ['X'];
        },
        user: () => ({ id: '1', type: 'ANONYMOUS' }),
      },
      User: { __resolveReference: () => ({ id: '1', type: 'REGULAR' }) },
    },
  },
  b: {
    typeDefs: `
      type Query { b: [Status!]! sorted(kind: Sort): String users: [User!] }
      type User @key(fields: "id") { id: ID! type: UserType @external shown: String @requires(fields: "type") }
      enum Status { OPEN GONE }
      enum Sort { PRICE NAME DATE }
      enum UserType { REGULAR ANONYMOUS @inaccessible }`,
    resolvers: {
      Query: { b: () => ['GONE', 'OPEN'], sorted: keep, users: () => [{ id: '1' }] },
      User: { shown: ({ type }: { type: string }) => `a ${type} user` },
    },
  },
});

test('values of each subgraph are given as they are', async () => {
  expect(await graph.run('{ status a b }')).toEqual({
    data: { status: 'FULL', a: ['OPEN', null, 'FULL'], b: ['GONE', 'OPEN'] },
  });
});

test('a value that all take is taken, as it is or of a variable', async () => {
  taken.length = 0;
  const query = 'query ($sort: Sort! = PRICE) { trips sorted(kind: $sort) again: sorted(kind: NAME) other: sorted }';
  expect(await graph.run(query)).toEqual({ data: { trips: ['X'], sorted: 'PRICE', again: 'NAME', other: null } });
  expect(taken.sort()).toEqual(['NAME', 'NAME', 'PRICE', undefined]);
});

test('a value that one does not take is refused', async () => {
  await expect(graph.run('{ sorted(kind: DATE) }')).rejects.toThrow('DATE');
  await expect(graph.run('query ($sort: Sort) { sorted(kind: $sort) }', { sort: 'DATE' })).rejects.toThrow('DATE');
});

test('a value that clients may not see is null for them, and whole for who requires it', async () => {
  const { data, errors } = await graph.run('{ users { type shown } }');
  expect({ data, errors }).toEqual({ data: { users: [{ type: 'REGULAR', shown: 'a REGULAR user' }] } });
  const hidden = await graph.run('{ user { id type shown } }');
  expect(hidden.data).toEqual({ user: { id: '1', type: null, shown: 'a ANONYMOUS user' } });
  expect(errorPaths(hidden)).toEqual(['user.type']);
});
