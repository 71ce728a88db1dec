import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const representations: unknown[] = [];

/** Federation 1 subgraphs extend entities by keys that `trips` has but does not resolve. */
const graph = localGraph({
  trips: {
    typeDefs: `
      type Query { trips: [Trip] }
      type Trip @key(fields: "id") { id: ID! name: String driver: Driver }
      type Driver @key(fields: "id", resolvable: false) @key(fields: "id number", resolvable: false) { id: ID! number: Int }`,
    resolvers: {
      Query: {
        trips: () => [
          { id: 't1', driver: { id: 'd1', number: 1 } },
          { id: 't2', driver: null },
        ],
      },
      Trip: { name: ({ id }: { id: string }) => `name ${id}` },
    },
  },
  pricing: {
    federation: 1,
    typeDefs: `
      type Trip @extends @key(fields: "id") { id: ID! @external price: Int }
      type Driver @extends @key(fields: "id number") { id: ID! @external number: Int @external rating: Int }`,
    resolvers: {
      Trip: { price: ({ id }: { id: string }) => Number(id.slice(1)) * 10 },
      Driver: {
        __resolveReference: (ref: { id: string; number: number }) => {
          representations.push(ref);
          return ref;
        },
        rating: ({ number }: { number: number }) => number + 4,
      },
    },
  },
  names: {
    federation: 1,
    typeDefs: 'type Driver @key(fields: "id") { id: ID! number: Int name: String }',
    resolvers: { Driver: { name: ({ id }: { id: string }) => `driver ${id}` } },
  },
});

test('represents an extended entity by a key of the extending subgraph', async () => {
  expect(await graph.run('{ trips { id price driver { rating name } } }')).toEqual({
    data: {
      trips: [
        { id: 't1', price: 10, driver: { rating: 5, name: 'driver d1' } },
        { id: 't2', price: 20, driver: null },
      ],
    },
  });
  expect(representations).toEqual([{ __typename: 'Driver', id: 'd1', number: 1 }]);
});

test('keeps client aliases apart from key fields of the same name', async () => {
  expect(await graph.run('{ trips { name: price id: name driver { id: rating number: name } } }')).toEqual({
    data: {
      trips: [
        { name: 10, id: 'name t1', driver: { id: 5, number: 'driver d1' } },
        { name: 20, id: 'name t2', driver: null },
      ],
    },
  });
});
