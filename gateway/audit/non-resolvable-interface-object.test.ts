import { beforeEach, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../testing/local-graph.ts';

const products = [
  { __typename: 'Bread', id: 'p1', name: 'bread', grams: 500 },
  { __typename: 'Tea', id: 'p2', name: 'tea', cups: 20 },
];
const known = ({ id }: { id: string }) => products.find((product) => product.id === id) ?? null;

/** Objects of an interface that their subgraphs name without being asked for them. */
const graph = localGraph({
  products: {
    typeDefs: `
      type Query { product(id: ID!): Product }
      interface Product @key(fields: "id") { id: ID! name: String! }
      type Bread implements Product @key(fields: "id") { id: ID! name: String! grams: Int }
      type Tea implements Product @key(fields: "id") { id: ID! name: String! cups: Int }`,
    resolvers: {
      Query: { product: (_: unknown, { id }: { id: string }) => known({ id }) },
      Product: { __resolveReference: known },
      Bread: { __resolveReference: known },
      Tea: { __resolveReference: known },
    },
  },
  baskets: {
    typeDefs: `
      type Query { basket: Basket favourite: Product }
      type Basket { items: [Item!]! first: Product }
      type Item { count: Int product: Product! }
      type Product @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
    resolvers: {
      Query: {
        basket: () => ({
          items: [
            { count: 2, product: { id: 'p2' } },
            { count: 1, product: { id: 'p1' } },
          ],
          first: { id: 'p1' },
        }),
        favourite: () => ({ id: 'p2' }),
      },
    },
  },
  stock: {
    typeDefs: `
      type Query { low: [Product] }
      type Product @key(fields: "id") @interfaceObject { id: ID! left: Int }`,
    resolvers: {
      Query: { low: () => [{ id: 'p1' }, null] },
      Product: { left: ({ id }: { id: string }) => Number(id.slice(1)) },
    },
  },
});

beforeEach(() => graph.reset());

test('their fields are of the interface’s own subgraph', async () => {
  expect(
    await graph.run('{ basket { items { count product { name } } first { id name } } favourite { name } }'),
  ).toEqual({
    data: {
      basket: {
        items: [
          { count: 2, product: { name: 'tea' } },
          { count: 1, product: { name: 'bread' } },
        ],
        first: { id: 'p1', name: 'bread' },
      },
      favourite: { name: 'tea' },
    },
  });
});

test('so are their types', async () => {
  const query = `{ basket { items { product { __typename ...P } } } favourite { ... on Bread { grams } ... on Tea { cups } } }
    fragment P on Product { ... on Bread { grams left } ... on Tea { cups kind: __typename } }`;
  expect(await graph.run(query)).toEqual({
    data: {
      basket: {
        items: [
          { product: { __typename: 'Tea', cups: 20, kind: 'Tea' } },
          { product: { __typename: 'Bread', grams: 500, left: 1 } },
        ],
      },
      favourite: { cups: 20 },
    },
  });
});

test('another object of the interface answers for them, and for those of the interface', async () => {
  expect(await graph.run('{ favourite { id left } low { left id } product(id: "p1") { left name } }')).toEqual({
    data: { favourite: { id: 'p2', left: 2 }, low: [{ left: 1, id: 'p1' }, null], product: { left: 1, name: 'bread' } },
  });
});

test('their key alone asks nobody else', async () => {
  expect(await graph.run('{ favourite { id } basket { items { product { id } } } }')).toEqual({
    data: { favourite: { id: 'p2' }, basket: { items: [{ product: { id: 'p2' } }, { product: { id: 'p1' } }] } },
  });
  expect(graph.requestedSubgraphs()).toEqual(['baskets']);
});

test('one that nobody knows is null where its type is asked for, with an error', async () => {
  graph.stubs.set('baskets', () => ({ data: { favourite: { __typename: 'Product', id: 'p9' } } }));
  const answer = await graph.run('{ favourite { id __typename name } }');
  expect(answer.data).toEqual({ favourite: null });
  expect(errorPaths(answer).length).toBeGreaterThan(0);
});
