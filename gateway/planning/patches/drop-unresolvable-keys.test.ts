import { expect, test } from '@jest/globals';
import { localGraph } from '../../testing/local-graph.ts';

/** The shop has both keys of a product and resolves only its code. */
const graph = localGraph({
  shop: {
    typeDefs: `
      type Query { product: Product products: [Product] found: Found }
      union Found = Product | Shelf
      type Shelf { products: [Product!]! }
      type Product @key(fields: "id", resolvable: false) @key(fields: "code") {
        id: ID! code: String! weight: Int @external shipping: String @requires(fields: "weight")
      }`,
    resolvers: {
      Query: {
        product: () => ({ id: '1', code: 'c1' }),
        products: () => [{ id: '1', code: 'c1' }, null, { id: '2', code: 'c2' }],
        found: () => ({ __typename: 'Shelf', products: [{ id: '2', code: 'c2' }] }),
      },
      Product: {
        __resolveReference: ({ code, weight }: { code?: string; weight?: number }) => {
          if (!code) throw new Error('referenced by a key that is not resolvable');
          return { code, weight };
        },
        shipping: ({ code, weight }: { code: string; weight: number }) => `${code} weighs ${weight}`,
      },
    },
  },
  scales: {
    typeDefs: 'type Product @key(fields: "id") { id: ID! weight: Int }',
    resolvers: { Product: { __resolveReference: ({ id }: { id: string }) => ({ id, weight: Number(id) * 10 }) } },
  },
});

test('returns to a subgraph by the key that it resolves when another comes first', async () => {
  expect(await graph.run('{ product { shipping } }')).toEqual({ data: { product: { shipping: 'c1 weighs 10' } } });
  expect(
    graph.requests.filter(({ query }) => query.includes('_entities')).map(({ variables }) => variables.representations),
  ).toEqual([[{ __typename: 'Product', id: '1' }], [{ __typename: 'Product', code: 'c1', weight: 10 }]]);
});

test('uses the resolvable key in lists, below union members and in fragments', async () => {
  const query = `{ products { ...P } found { ... on Shelf { products { id ...P } } } } fragment P on Product { shipping }`;
  expect(await graph.run(query)).toEqual({
    data: {
      products: [{ shipping: 'c1 weighs 10' }, null, { shipping: 'c2 weighs 20' }],
      found: { products: [{ id: '2', shipping: 'c2 weighs 20' }] },
    },
  });
});

test('uses the resolvable key of an @interfaceObject', async () => {
  const media = localGraph({
    catalogue: {
      typeDefs: `
        type Query { media: [Media] }
        interface Media @key(fields: "id") @key(fields: "slug") { id: ID! slug: String! title: String }
        type Book implements Media @key(fields: "id") @key(fields: "slug") { id: ID! slug: String! title: String }`,
      resolvers: {
        Query: { media: () => [{ __typename: 'Book', id: '1', slug: 's1', title: 'one' }] },
        Media: {
          __resolveReference: ({ id }: { id: string }) => ({ __typename: 'Book', id, slug: `s${id}`, title: 'one' }),
        },
        Book: { __resolveReference: ({ id }: { id: string }) => ({ id, slug: `s${id}`, title: 'one' }) },
      },
    },
    reviews: {
      typeDefs: `
        type Query { reviewed: [Media] }
        type Media @interfaceObject @key(fields: "id", resolvable: false) @key(fields: "slug") {
          id: ID! slug: String! title: String @external praise: String @requires(fields: "title")
        }`,
      resolvers: {
        Query: { reviewed: () => [{ id: '1', slug: 's1' }] },
        Media: {
          __resolveReference: ({ slug, title }: { slug?: string; title: string }) => {
            if (!slug) throw new Error('referenced by a key that is not resolvable');
            return { slug, title };
          },
          praise: ({ title }: { title: string }) => `read ${title}`,
        },
      },
    },
  });
  expect(await media.run('{ reviewed { praise } media { praise } }')).toEqual({
    data: { reviewed: [{ praise: 'read one' }], media: [{ praise: 'read one' }] },
  });
});

test('keeps the only key of a subgraph that references an entity without resolving it', async () => {
  const stubs = localGraph({
    orders: {
      typeDefs: `type Query { order: Order } type Order { product: Product }
        type Product @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: { Query: { order: () => ({ product: { id: '3' } }) } },
    },
    products: {
      typeDefs: 'type Product @key(fields: "id") { id: ID! name: String }',
      resolvers: { Product: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `n${id}` }) } },
    },
  });
  expect(await stubs.run('{ order { product { name } } }')).toEqual({ data: { order: { product: { name: 'n3' } } } });
});
