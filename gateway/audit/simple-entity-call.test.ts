import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const drivers = [
  { id: '1', email: 'a@masar.test', nickname: 'Aya' },
  { id: '2', email: 'b@masar.test', nickname: 'Badr' },
];

/** An entity with two keys. A representation must have the one that the receiving subgraph resolves. */
const graph = localGraph({
  accounts: {
    typeDefs: `
      type Query { driver: Driver drivers: [Driver] }
      type Driver @key(fields: "id") @key(fields: "email") { id: ID! email: ID! }`,
    resolvers: { Query: { driver: () => drivers[0], drivers: () => [drivers[1], null, drivers[0]] } },
  },
  profiles: {
    typeDefs: 'type Driver @key(fields: "email") { email: ID! nickname: String }',
    resolvers: {
      Driver: {
        __resolveReference: ({ email }: { email: string }) => drivers.find((driver) => driver.email === email) ?? null,
      },
    },
  },
});

test('represents the entity by a key of the other subgraph', async () => {
  expect(await graph.run('{ driver { id nickname } }')).toEqual({ data: { driver: { id: '1', nickname: 'Aya' } } });
  expect(graph.requests.at(-1)?.variables).toEqual({
    representations: [{ __typename: 'Driver', email: 'a@masar.test' }],
  });
});

test('returns the key only when it is selected, in lists and under aliases', async () => {
  const answer = await graph.run('{ drivers { nickname } me: driver { name: nickname mail: email } }');
  expect(answer).toEqual({
    data: {
      drivers: [{ nickname: 'Badr' }, null, { nickname: 'Aya' }],
      me: { name: 'Aya', mail: 'a@masar.test' },
    },
  });
});

test('nulls only the fields of a subgraph that does not know the entity', async () => {
  graph.stubs.set('accounts', () => ({ data: { driver: { __typename: 'Driver', id: '3', email: 'c@masar.test' } } }));
  expect(await graph.run('{ driver { id nickname } }')).toEqual({ data: { driver: { id: '3', nickname: null } } });
  graph.reset();
});
