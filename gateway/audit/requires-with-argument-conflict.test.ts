import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
  price?: number;
  weight?: number;
  category?: { averagePrice?: number };
}

const rates: Record<string, number> = { USD: 1, EUR: 2, EGP: 30 };

/** Several fields require one field with different arguments, which one selection set must not select under one key. */
const graph = localGraph({
  catalogue: {
    typeDefs: `
      type Query { products: [Product] }
      type Product @key(fields: "id") { id: ID! name: String weight: Int price(currency: String!): Int category: Category }
      type Category { averagePrice(currency: String = "USD"): Int }`,
    resolvers: {
      Query: { products: () => [{ id: '1' }, { id: '2' }] },
      Product: {
        name: ({ id }: Ref) => `name ${id}`,
        weight: () => 2,
        price: ({ id }: Ref, { currency }: { currency: string }) => Number(id) * (rates[currency] ?? 0),
        category: ({ id }: Ref) => ({ id }),
      },
      Category: {
        averagePrice: ({ id }: Ref, { currency }: { currency: string }) => Number(id) * 100 * (rates[currency] ?? 0),
      },
    },
  },
  shipping: {
    typeDefs: `
      type Query { one: Product }
      type Product @key(fields: "id") {
        id: ID! weight: Int @external price(currency: String!): Int @external category: Category @external
        usd: Int @requires(fields: "price(currency: \\"USD\\") weight")
        eur: Int @requires(fields: "price(currency: \\"EUR\\") weight")
        dear: Boolean @requires(fields: "category { averagePrice(currency: \\"USD\\") }")
        dearInEgypt: Boolean @requires(fields: "category { averagePrice(currency: \\"EGP\\") }")
        dearByDefault: Boolean @requires(fields: "category { averagePrice }")
      }
      type Category { averagePrice(currency: String = "USD"): Int @external }`,
    resolvers: {
      Query: { one: () => ({ id: '2' }) },
      Product: {
        usd: ({ price, weight }: Ref) => (price ?? NaN) * (weight ?? NaN),
        eur: ({ price, weight }: Ref) => (price ?? NaN) * (weight ?? NaN),
        dear: ({ category }: Ref) => (category?.averagePrice ?? NaN) > 100,
        dearInEgypt: ({ category }: Ref) => (category?.averagePrice ?? NaN) > 100,
        dearByDefault: ({ category }: Ref) => (category?.averagePrice ?? NaN) > 100,
      },
    },
  },
});

test('sends each field the value for its own arguments', async () => {
  expect(await graph.run('{ products { usd eur dear name } }')).toEqual({
    data: {
      products: [
        { usd: 2, eur: 4, dear: false, name: 'name 1' },
        { usd: 4, eur: 8, dear: true, name: 'name 2' },
      ],
    },
  });
  expect(await graph.run('{ one { eur usd } }')).toEqual({ data: { one: { eur: 8, usd: 4 } } });
});

test('sends each field the value for its own arguments from below the entity', async () => {
  expect(await graph.run('{ products { dear dearInEgypt dearByDefault } one { dearInEgypt dear } }')).toEqual({
    data: {
      products: [
        { dear: false, dearInEgypt: true, dearByDefault: false },
        { dear: true, dearInEgypt: true, dearByDefault: true },
      ],
      one: { dearInEgypt: true, dear: true },
    },
  });
});

test('returns the client’s own selections with other arguments', async () => {
  const query = `query ($c: String!) { products { eur price(currency: "EGP") usd c: price(currency: $c)
    category { averagePrice(currency: $c) usd: averagePrice } dearInEgypt weight } }`;
  const product = (n: number) => ({
    eur: n * 4,
    price: n * 30,
    usd: n * 2,
    c: n * 2,
    category: { averagePrice: n * 200, usd: n * 100 },
    dearInEgypt: true,
    weight: 2,
  });
  expect(await graph.run(query, { c: 'EUR' })).toEqual({ data: { products: [product(1), product(2)] } });
});

test('keeps client aliases apart from required fields of the same name', async () => {
  expect(await graph.run('{ products { price: usd weight: eur category: dearInEgypt id: name } }')).toEqual({
    data: {
      products: [
        { price: 2, weight: 4, category: true, id: 'name 1' },
        { price: 4, weight: 8, category: true, id: 'name 2' },
      ],
    },
  });
});
