import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const trips = [
  { __typename: 'Ride', id: 't1', pets: [{ __typename: 'Cat', id: 'a1', name: 'provided a1', age: 3 }] },
  { __typename: 'Tour', id: 't2', pets: [{ __typename: 'Dog', id: 'a2', name: 'provided a2', age: 4 }] },
];

/** `@provides` through two nested interfaces applies to each of their object types. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { trips: [Trip!]! @provides(fields: "pets { id name }") }
      interface Trip { id: ID! pets: [Pet] }
      type Ride implements Trip @key(fields: "id") { id: ID! pets: [Pet] @external }
      type Tour implements Trip @key(fields: "id") { id: ID! pets: [Pet] @external }
      interface Pet { id: ID! name: String }
      type Cat implements Pet @key(fields: "id") { id: ID! @external name: String @external }
      type Dog implements Pet @key(fields: "id") { id: ID! @external name: String @external }`,
    resolvers: { Query: { trips: () => trips } },
  },
  b: {
    typeDefs: `
      type Query { other: Trip }
      interface Trip { id: ID! pets: [Pet] }
      type Ride implements Trip @key(fields: "id") { id: ID! pets: [Pet] @shareable }
      type Tour implements Trip @key(fields: "id") { id: ID! pets: [Pet] @shareable }
      interface Pet { id: ID! name: String }
      type Cat implements Pet @key(fields: "id") { id: ID! @shareable name: String @shareable age: Int }
      type Dog implements Pet @key(fields: "id") { id: ID! @shareable name: String @shareable age: Int }`,
    resolvers: {
      Query: { other: () => ({ __typename: 'Ride', id: 't3' }) },
      Ride: {
        pets: ({ id }: { id: string }) => [
          id === 't1' ? { __typename: 'Cat', id: 'a1' } : { __typename: 'Dog', id: 'a9' },
        ],
      },
      Tour: { pets: () => [{ __typename: 'Dog', id: 'a2' }] },
      Cat: { name: ({ id }: { id: string }) => `own ${id}`, age: ({ id }: { id: string }) => Number(id.slice(1)) },
      Dog: { name: ({ id }: { id: string }) => `own ${id}`, age: ({ id }: { id: string }) => Number(id.slice(1)) },
    },
  },
});

beforeEach(() => graph.reset());

test('reads provided fields from the providing subgraph for each object type', async () => {
  expect(await graph.run('{ trips { id pets { name id } } }')).toEqual({
    data: {
      trips: [
        { id: 't1', pets: [{ name: 'provided a1', id: 'a1' }] },
        { id: 't2', pets: [{ name: 'provided a2', id: 'a2' }] },
      ],
    },
  });
  expect(graph.requestedSubgraphs()).toEqual(['a']);
});

test('fetches the other fields from their owner', async () => {
  const query = `{ trips { pets { __typename name ... on Cat { age } ... on Dog { age } } } other { pets { name ... on Dog { age } } } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      trips: [
        { pets: [{ __typename: 'Cat', name: 'provided a1', age: 1 }] },
        { pets: [{ __typename: 'Dog', name: 'provided a2', age: 2 }] },
      ],
      other: { pets: [{ name: 'own a9', age: 9 }] },
    },
  });
});

test('selects from object types inside type conditions', async () => {
  const query =
    '{ trips { ... on Ride { pets { ... on Cat { age } } } ... on Tour { pets { ... on Dog { key: id age } ... on Cat { id } } } } }';
  expect(await graph.run(query)).toEqual({
    data: { trips: [{ pets: [{ age: 1 }] }, { pets: [{ key: 'a2', age: 2 }] }] },
  });
});
