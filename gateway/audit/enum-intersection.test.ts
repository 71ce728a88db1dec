import { expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../testing/local-graph.ts';

const received: unknown[] = [];
const echoKind = (_: unknown, { kind }: { kind: string }) => {
  received.push(kind);
  return kind;
};

/**
 * An enum that only fields return has the union of all subgraphs' values. One that arguments use has the intersection,
 * since each subgraph must understand every value that a client may send.
 */
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
          received.push(sort);
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
      Query: { b: () => ['GONE', 'OPEN'], sorted: echoKind, users: () => [{ id: '1' }] },
      User: { shown: ({ type }: { type: string }) => `a ${type} user` },
    },
  },
});

test('returns the values of each subgraph', async () => {
  expect(await graph.run('{ status a b }')).toEqual({
    data: { status: 'FULL', a: ['OPEN', null, 'FULL'], b: ['GONE', 'OPEN'] },
  });
});

test('accepts a value that all subgraphs have, as a literal, a variable or a default', async () => {
  received.length = 0;
  const query = 'query ($sort: Sort! = PRICE) { trips sorted(kind: $sort) again: sorted(kind: NAME) other: sorted }';
  expect(await graph.run(query)).toEqual({ data: { trips: ['X'], sorted: 'PRICE', again: 'NAME', other: null } });
  expect(received.sort()).toEqual(['NAME', 'NAME', 'PRICE', undefined]);
});

test('refuses a value that one subgraph lacks', async () => {
  await expect(graph.run('{ sorted(kind: DATE) }')).rejects.toThrow('DATE');
  await expect(graph.run('query ($sort: Sort) { sorted(kind: $sort) }', { sort: 'DATE' })).rejects.toThrow('DATE');
});

test('hides an inaccessible value from clients and passes it to a field that requires it', async () => {
  const { data, errors } = await graph.run('{ users { type shown } }');
  expect({ data, errors }).toEqual({ data: { users: [{ type: 'REGULAR', shown: 'a REGULAR user' }] } });
  const hidden = await graph.run('{ user { id type shown } }');
  expect(hidden.data).toEqual({ user: { id: '1', type: null, shown: 'a ANONYMOUS user' } });
  expect(errorPaths(hidden)).toEqual(['user.type']);
});
