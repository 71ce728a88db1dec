import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface TripRef {
  id: string;
  km?: number | null;
  weight?: number | null;
}

const trips = [
  { id: '1', name: 'one', km: 10, weight: 2 },
  { id: '2', name: 'two', km: 600, weight: null },
];

/** `@requires` and `@provides`, alone and below each other. */
const graph = localGraph({
  drivers: {
    typeDefs: `
      type Query { me: Driver }
      type Driver @key(fields: "id") { id: ID! name: String username: String @shareable }`,
    resolvers: {
      Query: { me: () => ({ id: 'd1' }) },
      Driver: { name: () => 'of drivers', username: ({ id }: { id: string }) => `@${id}` },
    },
  },
  trips: {
    typeDefs: `
      type Query { trips: [Trip] }
      type Trip @key(fields: "id") { id: ID! name: String km: Int weight: Int }`,
    resolvers: {
      Query: { trips: () => trips },
      Trip: { __resolveReference: ({ id }: TripRef) => trips.find((trip) => trip.id === id) },
    },
  },
  shipping: {
    typeDefs: `
      type Trip @key(fields: "id") {
        id: ID! km: Int @external weight: Int @external
        fee: Int @requires(fields: "km weight") label: String @requires(fields: "km") open: Boolean
      }`,
    resolvers: {
      Trip: {
        fee: ({ km, weight }: TripRef) => (km ?? 0) * (weight ?? 1),
        label: ({ id, km }: TripRef) => `${id}: ${km} km`,
        open: ({ id }: TripRef) => id === '1',
      },
    },
  },
  reviews: {
    typeDefs: `
      type Review @key(fields: "id") { id: ID! author: Driver @provides(fields: "username") by: Driver trip: Trip }
      type Driver @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
      type Trip @key(fields: "id") { id: ID! reviews: [Review] }`,
    resolvers: {
      Driver: { reviews: () => [{ id: 'r1' }, { id: 'r2' }] },
      Trip: { reviews: ({ id }: TripRef) => (id === '1' ? [{ id: 'r1' }] : []) },
      Review: {
        author: () => ({ id: 'd1', username: 'provided' }),
        by: () => ({ id: 'd1', username: 'not provided' }),
        trip: ({ id }: { id: string }) => ({ id: id.slice(1) }),
      },
    },
  },
});

beforeEach(() => graph.reset());

test('sends required fields in the representation and not to the client', async () => {
  expect(await graph.run('{ trips { fee } }')).toEqual({ data: { trips: [{ fee: 20 }, { fee: 600 }] } });
  expect(graph.requests.at(-1)?.variables).toEqual({
    representations: [
      { __typename: 'Trip', id: '1', km: 10, weight: 2 },
      { __typename: 'Trip', id: '2', km: 600, weight: null },
    ],
  });
});

test('fetches several fields with requirements in one request', async () => {
  expect(await graph.run('{ trips { label km: name fee weight open } }')).toEqual({
    data: {
      trips: [
        { label: '1: 10 km', km: 'one', fee: 20, weight: 2, open: true },
        { label: '2: 600 km', km: 'two', fee: 600, weight: null, open: false },
      ],
    },
  });
  expect(graph.requestedSubgraphs()).toEqual(['trips', 'shipping']);
});

test('reads a provided field from the providing subgraph, and from its owner elsewhere', async () => {
  expect(await graph.run('{ me { reviews { author { username } } } }')).toEqual({
    data: { me: { reviews: [{ author: { username: 'provided' } }, { author: { username: 'provided' } }] } },
  });
  expect(graph.requestedSubgraphs()).toEqual(['drivers', 'reviews']);
  expect(await graph.run('{ me { reviews { by { username id } } } }')).toEqual({
    data: { me: { reviews: [{ by: { username: '@d1', id: 'd1' } }, { by: { username: '@d1', id: 'd1' } }] } },
  });
});

test('resolves required and provided fields below each other, several levels deep', async () => {
  const query = `{ me { username reviews { id trip { fee reviews { author { username name } } } } } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      me: {
        username: '@d1',
        reviews: [
          { id: 'r1', trip: { fee: 20, reviews: [{ author: { username: 'provided', name: 'of drivers' } }] } },
          { id: 'r2', trip: { fee: 600, reviews: [] } },
        ],
      },
    },
  });
});
