import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
}

/** Four subgraphs know one part of a path each. `details` has no key: it is fetched through the enclosing entity. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { a: Int }
      type Product @key(fields: "id") { id: ID! category: Category @shareable }
      type Category { details: String }`,
    resolvers: { Product: { category: ({ id }: Ref) => ({ details: `details of ${id}` }) } },
  },
  b: {
    typeDefs: `
      type Product @key(fields: "id") { id: ID! category: Category @shareable }
      type Category @key(fields: "id") { id: ID! }`,
    resolvers: { Product: { category: ({ id }: Ref) => ({ id: `c${id}` }) } },
  },
  c: {
    typeDefs: `
      type Category @key(fields: "id") { id: ID! name: String parent: Parent }
      type Parent { name: String }`,
    resolvers: {
      Category: { name: ({ id }: Ref) => `name of ${id}`, parent: ({ id }: Ref) => ({ name: `name of ${id}p` }) },
    },
  },
  d: {
    typeDefs: `
      type Query { product: Product wrapped: [Wrapper] }
      type Wrapper { product: Product }
      type Product @key(fields: "id") { id: ID! name: String }`,
    resolvers: {
      Query: { product: () => ({ id: '1' }), wrapped: () => [{ product: { id: '2' } }, null, { product: null }] },
      Product: { name: ({ id }: Ref) => `product ${id}` },
    },
  },
});

test('completes an object from every subgraph that has a part of it', async () => {
  const own = '{ id name category { id name details } }';
  const product = (id: string) => ({
    id,
    name: `product ${id}`,
    category: { id: `c${id}`, name: `name of c${id}`, details: `details of ${id}` },
  });
  expect(await graph.run(`{ product ${own} wrapped { product ${own} } }`)).toEqual({
    data: { product: product('1'), wrapped: [{ product: product('2') }, null, { product: null }] },
  });
});

test('fetches only one part, also under client aliases', async () => {
  expect(await graph.run('{ product { category { id: details } } }')).toEqual({
    data: { product: { category: { id: 'details of 1' } } },
  });
  expect(
    await graph.run('{ product { category: name id: category { details: name parent { name } id: details } } }'),
  ).toEqual({
    data: {
      product: {
        category: 'product 1',
        id: { details: 'name of c1', parent: { name: 'name of c1p' }, id: 'details of 1' },
      },
    },
  });
});
