import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const trips = ['1', '2', '3'].map((id) => ({ __typename: 'Ride', id }));

/** An interface whose fields return the interface itself, across subgraphs. The depth of a plan follows the operation. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { trip: Trip }
      interface Trip { samePrice: [Trip!]! next: Trip }
      type Ride implements Trip @key(fields: "id") { id: ID! samePrice: [Trip!]! @external next: Trip }`,
    resolvers: {
      Query: { trip: () => trips[0] },
      Ride: { next: ({ id }: { id: string }) => trips.find((trip) => Number(trip.id) === Number(id) + 1) ?? null },
    },
  },
  b: {
    typeDefs: `
      interface Trip { id: ID! samePrice: [Trip!]! }
      type Ride implements Trip @key(fields: "id") { id: ID! price: Int samePrice: [Trip!]! }`,
    resolvers: {
      Ride: {
        price: ({ id }: { id: string }) => Number(id),
        samePrice: ({ id }: { id: string }) => trips.filter((trip) => trip.id !== id),
      },
    },
  },
});

test('follows the fields as deep as the operation selects', async () => {
  expect(await graph.run('{ trip { samePrice { ... on Ride { samePrice { ... on Ride { id price } } } } } }')).toEqual({
    data: {
      trip: {
        samePrice: [
          {
            samePrice: [
              { id: '1', price: 1 },
              { id: '3', price: 3 },
            ],
          },
          {
            samePrice: [
              { id: '1', price: 1 },
              { id: '2', price: 2 },
            ],
          },
        ],
      },
    },
  });
});

test('alternates between the interface and its object type, and between subgraphs', async () => {
  const query =
    '{ trip { __typename ... on Ride { id } next { samePrice { next { next { __typename } ... on Ride { price } } } } } }';
  expect(await graph.run(query)).toEqual({
    data: {
      trip: {
        __typename: 'Ride',
        id: '1',
        next: { samePrice: [{ next: { next: { __typename: 'Ride' }, price: 2 } }, { next: null }] },
      },
    },
  });
});

test('applies a fragment on the interface at each level', async () => {
  const query = `{ trip { ...T samePrice { ...T next { ...T } } } } fragment T on Trip { ... on Ride { id price } next { ... on Ride { id } } }`;
  const at = (n: number) => ({ id: `${n}`, price: n, next: n < 3 ? { id: `${n + 1}` } : null });
  expect(await graph.run(query)).toEqual({
    data: {
      trip: { ...at(1), samePrice: [{ ...at(2), next: at(3) }, at(3)] },
    },
  });
});
