import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

/** Federation 1 permits external fields that nothing requires or provides. They must come from their owner. */
const graph = localGraph({
  trips: {
    federation: 1,
    typeDefs: `
      type Query { trip: Trip trips: [Trip] }
      type Trip @key(fields: "id") { id: ID! price: Int name: String }`,
    resolvers: {
      Query: { trip: () => ({ id: '1' }), trips: () => [{ id: '1' }, null, { id: '2' }] },
      Trip: { price: ({ id }: { id: string }) => Number(id) * 100, name: ({ id }: { id: string }) => `trip ${id}` },
    },
  },
  seats: {
    federation: 1,
    typeDefs: `
      extend type Query { seat: Seat }
      type Seat { number: Int trip: Trip }
      extend type Trip @key(fields: "id") { id: ID! @external price: Int @external name: String @external free: Int }`,
    resolvers: {
      Query: { seat: () => ({ number: 7, trip: { id: '2', price: -1, name: 'wrong' } }) },
      Trip: { free: ({ id }: { id: string }) => Number(id) + 1 },
    },
  },
});

test('reads an external field from its owner', async () => {
  expect(await graph.run('{ trip { id name price free } }')).toEqual({
    data: { trip: { id: '1', name: 'trip 1', price: 100, free: 2 } },
  });
  expect(await graph.run('{ seat { number trip { price free } } }')).toEqual({
    data: { seat: { number: 7, trip: { price: 200, free: 3 } } },
  });
});

test('reads an external field from its owner in lists, under aliases and in fragments', async () => {
  const query = '{ trips { ...T } seat { trip { ...T } } } fragment T on Trip { free: price price: free n: name }';
  const [one, two] = [1, 2].map((id) => ({ free: id * 100, price: id + 1, n: `trip ${id}` }));
  expect(await graph.run(query)).toEqual({ data: { trips: [one, null, two], seat: { trip: two } } });
});

test('requests no other subgraph when only the key is selected', async () => {
  graph.reset();
  expect(await graph.run('{ seat { trip { id } } }')).toEqual({ data: { seat: { trip: { id: '2' } } } });
  expect(graph.requestedSubgraphs()).toEqual(['seats']);
});
