import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

/** `@provides` of fields several levels below, in lists of entities. It applies to that path only. */
const graph = localGraph({
  lists: {
    typeDefs: `
      type Query {
        products: [Product] @provides(fields: "categories { id name }")
        deep: Product @provides(fields: "categories { id sub { id name } }")
        plain: [Product]
      }
      type Product @key(fields: "id") { id: ID! categories: [Category] @external }
      type Category @key(fields: "id") { id: ID! name: String @external sub: [Category] @external }`,
    resolvers: {
      Query: {
        products: () => [{ id: 'p1', categories: [{ id: 'c1', name: 'provided c1' }, null] }],
        deep: () => ({ id: 'p2', categories: [{ id: 'c2', sub: [{ id: 'c3', name: 'provided c3' }] }] }),
        plain: () => [{ id: 'p3' }],
      },
    },
  },
  categories: {
    typeDefs: `
      type Product @key(fields: "id") { id: ID! categories: [Category] @shareable }
      type Category @key(fields: "id") { id: ID! name: String @shareable sub: [Category] @shareable main: Boolean }`,
    resolvers: {
      Product: { categories: ({ id }: { id: string }) => [{ id: `of ${id}` }] },
      Category: {
        name: ({ id }: { id: string }) => `own ${id}`,
        sub: ({ id }: { id: string }) => [{ id: `c${Number(id.slice(1)) + 1}` }],
        main: ({ id }: { id: string }) => id === 'c1',
      },
    },
  },
});

beforeEach(() => graph.reset());

test('reads provided fields, and the path to them, from the providing subgraph', async () => {
  expect(await graph.run('{ products { id categories { id name } } }')).toEqual({
    data: { products: [{ id: 'p1', categories: [{ id: 'c1', name: 'provided c1' }, null] }] },
  });
  expect(await graph.run('{ deep { categories { sub { name id } } } }')).toEqual({
    data: { deep: { categories: [{ sub: [{ name: 'provided c3', id: 'c3' }] }] } },
  });
  expect(graph.requestedSubgraphs()).toEqual(['lists', 'lists']);
});

test('fetches the other fields from their owner', async () => {
  expect(await graph.run('{ products { categories { name main sub { name } } } }')).toEqual({
    data: { products: [{ categories: [{ name: 'provided c1', main: true, sub: [{ name: 'own c2' }] }, null] }] },
  });
  expect(await graph.run('{ deep { categories { name sub { main n: name sub { id } } } } }')).toEqual({
    data: {
      deep: { categories: [{ name: 'own c2', sub: [{ main: false, n: 'provided c3', sub: [{ id: 'c4' }] }] }] },
    },
  });
});

test('reads the same fields from their owner elsewhere', async () => {
  expect(await graph.run('{ plain { id categories { name } } }')).toEqual({
    data: { plain: [{ id: 'p3', categories: [{ name: 'own of p3' }] }] },
  });
});
