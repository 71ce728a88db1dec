import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const category = (id: string) => ({ id: `c${id}`, name: `category c${id}` });

/** An object without a key is completed through the nearest enclosing entity. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { products: [Product!]! }
      type Product @key(fields: "id") @key(fields: "id pid") { id: ID! pid: ID! }`,
    resolvers: {
      Query: {
        products: () => [
          { id: '1', pid: 'p1' },
          { id: '2', pid: 'p2' },
        ],
      },
    },
  },
  b: {
    typeDefs: `
      type Product @key(fields: "id pid") { id: ID! pid: ID! category: Category @shareable boxes: [Box] @shareable }
      type Category { id: ID @shareable name: String @shareable }
      type Box { size: Size @shareable }
      type Size { width: Int }`,
    resolvers: {
      Product: {
        category: ({ id }: { id: string }) => category(id),
        boxes: ({ id }: { id: string }) => [{ size: { width: Number(id) } }, null, { size: { width: 9 } }],
      },
    },
  },
  c: {
    typeDefs: `
      type Product @key(fields: "id") { id: ID! category: Category @shareable boxes: [Box] @shareable }
      type Category { details: Details id: ID @shareable }
      type Details { count: Int }
      type Box { size: Size @shareable }
      type Size { height: Int }`,
    resolvers: {
      Product: {
        category: ({ id }: { id: string }) => ({ id: `c${id}`, details: { count: Number(id) * 100 } }),
        boxes: ({ id }: { id: string }) => [{ size: { height: -Number(id) } }, null, { size: { height: -9 } }],
      },
    },
  },
});

test('merges the fields of an object from two subgraphs', async () => {
  expect(await graph.run('{ products { category { name id details { count } } } }')).toEqual({
    data: {
      products: ['1', '2'].map((id) => ({ category: { ...category(id), details: { count: Number(id) * 100 } } })),
    },
  });
});

test('requests one subgraph when it has all selected fields', async () => {
  graph.reset();
  expect(await graph.run('{ products { category { details { count } id } } }')).toEqual({
    data: { products: ['1', '2'].map((id) => ({ category: { details: { count: Number(id) * 100 }, id: `c${id}` } })) },
  });
  expect(graph.requestedSubgraphs()).toEqual(['a', 'c']);
});

test('merges list items by index, several levels deep', async () => {
  expect(await graph.run('{ products { boxes { size { height w: width } } category { n: name } } }')).toEqual({
    data: {
      products: [1, 2].map((n) => ({
        boxes: [{ size: { height: -n, w: n } }, null, { size: { height: -9, w: 9 } }],
        category: { n: `category c${n}` },
      })),
    },
  });
});
