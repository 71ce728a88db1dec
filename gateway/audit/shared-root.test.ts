import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const part = (fields: string, value: string) => ({
  typeDefs: `
    type Query { product: Product @shareable products: [Product] @shareable }
    type Product { id: ID! @shareable ${fields} }
    type ${value} { ${value.toLowerCase()}: String }`,
  resolvers: {
    Query: {
      product: () => ({ id: '1', [value.toLowerCase()]: { [value.toLowerCase()]: `${value} 1` } }),
      products: () =>
        ['1', '2'].map((id) => ({ id, [value.toLowerCase()]: { [value.toLowerCase()]: `${value} ${id}` } })),
    },
  },
});

/** A shareable root field without a key. The gateway requests each subgraph for its part and merges them. */
const graph = localGraph({
  names: part('name: Name', 'Name'),
  prices: part('price: Price', 'Price'),
  categories: part('category: Category', 'Category'),
});

beforeEach(() => graph.reset());

test('reads each part from its own subgraph', async () => {
  expect(await graph.run('{ product { id name { name } category { category } price { price } } }')).toEqual({
    data: {
      product: { id: '1', name: { name: 'Name 1' }, category: { category: 'Category 1' }, price: { price: 'Price 1' } },
    },
  });
});

test('merges list items by index', async () => {
  expect(await graph.run('{ products { price { p: price } n: name { name } id } }')).toEqual({
    data: {
      products: ['1', '2'].map((id) => ({ price: { p: `Price ${id}` }, n: { name: `Name ${id}` }, id })),
    },
  });
});

test('requests no subgraph that is not needed', async () => {
  expect(await graph.run('{ products { id } product { price { price } id } }')).toEqual({
    data: { products: [{ id: '1' }, { id: '2' }], product: { price: { price: 'Price 1' }, id: '1' } },
  });
  expect(graph.requestedSubgraphs()).not.toContain('categories');
});

test('resolves each alias of the root field separately', async () => {
  expect(
    await graph.run('{ a: product { id: name { name } } product: products { category { category } name { name } } }'),
  ).toEqual({
    data: {
      a: { id: { name: 'Name 1' } },
      product: ['1', '2'].map((id) => ({ category: { category: `Category ${id}` }, name: { name: `Name ${id}` } })),
    },
  });
});
