import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const nodes = [
  { __typename: 'Trip', id: '1', name: 'one' },
  { __typename: 'Driver', id: '2', rating: 5 },
];

/**
 * Both subgraphs define the interface, each with implementations that the other lacks. The object type of a node decides
 * which subgraphs have its fields.
 */
const graph = localGraph({
  types: {
    typeDefs: `
      type Query { node(id: ID!): Node nodes: [Node!] trip: TripNode }
      interface Node { id: ID! }
      type TripNode implements Node @key(fields: "id") { id: ID! }
      type Trip implements Node @key(fields: "id") { id: ID! name: String }
      type Driver implements Node @key(fields: "id") { id: ID! rating: Int }`,
    resolvers: {
      Query: {
        node: (_: unknown, { id }: { id: string }) => nodes.find((node) => node.id === id) ?? null,
        nodes: () => nodes,
        trip: () => ({ id: '9' }),
      },
      Trip: { name: () => 'one' },
    },
  },
  more: {
    typeDefs: `
      type Query { lost: [Node] }
      interface Node { id: ID! }
      type Trip implements Node @key(fields: "id") { id: ID! seats: Int }
      type Parcel implements Node @key(fields: "id") { id: ID! grams: Int }
      type TripNode implements Node @key(fields: "id") { id: ID! note: String }`,
    resolvers: {
      Query: {
        lost: () => [
          { __typename: 'Parcel', id: 'p1', grams: 70 },
          { __typename: 'Trip', id: '1' },
        ],
      },
      Trip: { seats: () => 4 },
      TripNode: { note: ({ id }: { id: string }) => `note ${id}` },
    },
  },
});

test('returns the object type that the subgraph reports', async () => {
  const query =
    '{ a: node(id: "1") { ...N } b: node(id: "2") { ...N } c: node(id: "3") { ...N } } fragment N on Node { __typename id }';
  expect(await graph.run(query)).toEqual({
    data: { a: { __typename: 'Trip', id: '1' }, b: { __typename: 'Driver', id: '2' }, c: null },
  });
});

test('fetches the fields of that object type from other subgraphs', async () => {
  const query = `query ($id: ID!) { node(id: $id) { ...N } nodes { ...N } lost { ...N } }
    fragment N on Node { id ... on Trip { name seats } ... on Driver { rating } ... on Parcel { grams } }`;
  const [trip, driver] = [
    { id: '1', name: 'one', seats: 4 },
    { id: '2', rating: 5 },
  ];
  expect(await graph.run(query, { id: '1' })).toEqual({
    data: { node: trip, nodes: [trip, driver], lost: [{ id: 'p1', grams: 70 }, trip] },
  });
});

test('applies a fragment on the interface to an object type', async () => {
  expect(await graph.run('{ trip { ... on Node { id ... on TripNode { note } } } }')).toEqual({
    data: { trip: { id: '9', note: 'note 9' } },
  });
});
