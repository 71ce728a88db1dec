import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
  price?: number;
  dear?: boolean;
  canAfford?: boolean;
  canAffordTwo?: boolean;
  discount?: boolean;
}

/** A chain of up to four requirements across subgraphs. Each fetch must come after the one that it depends on. */
const graph = localGraph({
  prices: {
    typeDefs: 'type Trip @key(fields: "id") { id: ID! price: Int }',
    resolvers: { Trip: { price: ({ id }: Ref) => Number(id) * 100 } },
  },
  catalogue: {
    typeDefs: `
      type Query { trip: Trip trips: [Trip] }
      type Mutation { book(id: ID!): Trip }
      type Trip @key(fields: "id") {
        id: ID! price: Int @external dear: Boolean @requires(fields: "price") canAfford: Boolean @external
        canAffordTwo: Boolean @requires(fields: "canAfford")
      }`,
    resolvers: {
      Query: { trip: () => ({ id: '1' }), trips: () => [{ id: '1' }, null, { id: '9' }] },
      Mutation: { book: (_: unknown, { id }: Ref) => ({ id }) },
      Trip: {
        dear: ({ price }: Ref) => (price === undefined ? null : price > 500),
        canAffordTwo: ({ canAfford }: Ref) => (canAfford === undefined ? null : !canAfford),
      },
    },
  },
  offers: {
    typeDefs: `
      type Trip @key(fields: "id") {
        id: ID! dear: Boolean @external canAfford: Boolean @requires(fields: "dear")
        discount: Boolean @external note: String @requires(fields: "discount dear")
      }`,
    resolvers: {
      Trip: {
        canAfford: ({ dear }: Ref) => (dear === undefined ? null : !dear),
        note: ({ discount, dear }: Ref) => `${discount} ${dear}`,
      },
    },
  },
  discounts: {
    typeDefs: `
      type Trip @key(fields: "id") { id: ID! price: Int @external canAffordTwo: Boolean @external
        discount: Boolean @requires(fields: "canAffordTwo price") }`,
    resolvers: {
      Trip: {
        discount: ({ canAffordTwo, price }: Ref) =>
          canAffordTwo === undefined || price === undefined ? null : canAffordTwo && price > 100,
      },
    },
  },
});

beforeEach(() => graph.reset());

test('fetches each field after the one that it requires', async () => {
  expect(await graph.run('{ trip { canAfford } }')).toEqual({ data: { trip: { canAfford: true } } });
  expect(graph.requestedSubgraphs()).toEqual(['catalogue', 'prices', 'catalogue', 'offers']);
  expect(await graph.run('{ trip { canAffordTwo } }')).toEqual({ data: { trip: { canAffordTwo: false } } });
});

test('follows a chain of four requirements in lists and in mutations', async () => {
  expect(await graph.run('{ trips { note } }')).toEqual({
    data: { trips: [{ note: 'false false' }, null, { note: 'true true' }] },
  });
  expect(await graph.run('mutation { book(id: "8") { discount } b: book(id: "2") { discount note } }')).toEqual({
    data: { book: { discount: true }, b: { discount: false, note: 'false false' } },
  });
});

test('returns every field of the chain, in any order, under any alias', async () => {
  expect(await graph.run('{ trips { note discount canAffordTwo canAfford dear price } }')).toEqual({
    data: {
      trips: [
        { note: 'false false', discount: false, canAffordTwo: false, canAfford: true, dear: false, price: 100 },
        null,
        { note: 'true true', discount: true, canAffordTwo: true, canAfford: false, dear: true, price: 900 },
      ],
    },
  });
  expect(
    await graph.run('{ trip { price: note dear: price canAfford: discount discount: dear id: canAffordTwo } }'),
  ).toEqual({
    data: { trip: { price: 'false false', dear: 100, canAfford: false, discount: false, id: false } },
  });
});
