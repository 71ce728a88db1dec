import { beforeEach, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../testing/local-graph.ts';

const products = [
  { __typename: 'Bread', id: 'p1', name: 'bread', grams: 500 },
  { __typename: 'Tea', id: 'p2', name: 'tea', cups: 20 },
];
const findProduct = ({ id }: { id: string }) => products.find((product) => product.id === id) ?? null;

/** `baskets` returns interface objects with a key that it does not resolve: the gateway must not fetch entities there. */
const graph = localGraph({
  products: {
    typeDefs: `
      type Query { product(id: ID!): Product }
      interface Product @key(fields: "id") { id: ID! name: String! }
      type Bread implements Product @key(fields: "id") { id: ID! name: String! grams: Int }
      type Tea implements Product @key(fields: "id") { id: ID! name: String! cups: Int }`,
    resolvers: {
      Query: { product: (_: unknown, { id }: { id: string }) => findProduct({ id }) },
      Product: { __resolveReference: findProduct },
      Bread: { __resolveReference: findProduct },
      Tea: { __resolveReference: findProduct },
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

test('fetches the fields of interface objects from the subgraph of the interface', async () => {
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

test('fetches the object types of interface objects from the subgraph of the interface', async () => {
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

test('fetches fields of a resolvable interface object for others and for the interface’s own objects', async () => {
  expect(await graph.run('{ favourite { id left } low { left id } product(id: "p1") { left name } }')).toEqual({
    data: { favourite: { id: 'p2', left: 2 }, low: [{ left: 1, id: 'p1' }, null], product: { left: 1, name: 'bread' } },
  });
});

test('requests no other subgraph when only the key is selected', async () => {
  expect(await graph.run('{ favourite { id } basket { items { product { id } } } }')).toEqual({
    data: { favourite: { id: 'p2' }, basket: { items: [{ product: { id: 'p2' } }, { product: { id: 'p1' } }] } },
  });
  expect(graph.requestedSubgraphs()).toEqual(['baskets']);
});

test('nulls an object whose type no subgraph knows, with an error', async () => {
  graph.stubs.set('baskets', () => ({ data: { favourite: { __typename: 'Product', id: 'p9' } } }));
  const answer = await graph.run('{ favourite { id __typename name } }');
  expect(answer.data).toEqual({ favourite: null });
  expect(errorPaths(answer).length).toBeGreaterThan(0);
});
