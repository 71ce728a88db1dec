import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
  price?: number | null;
  weight?: number;
  comments?: { id?: string; authorId?: string }[];
  others?: { comments?: { id?: string }[] }[];
}

const comments = [1, 2, 3, 4, 5].map((n) => ({
  id: `c${n}`,
  authorId: `a${n}`,
  post: n < 4 ? 'p1' : 'p2',
  body: n === 3 || n === 4 ? 'same' : `${n}`,
}));

/**
 * `@requires` of fields with arguments: of leaves, of lists, and of lists inside lists. The directive's arguments apply,
 * whatever the client's are.
 */
const graph = localGraph({
  inventory: {
    typeDefs: `
      type Query { products: [Product] }
      type Product @key(fields: "id") {
        id: ID! weight: Int @external price(currency: String!): Int @external
        shipping: Int @requires(fields: "price(currency: \\"USD\\") weight")
      }`,
    resolvers: {
      Query: { products: () => [{ id: '1' }, null, { id: '2' }] },
      Product: { shipping: ({ price, weight }: Ref) => (price ?? -1000) * (weight ?? 1) },
    },
  },
  catalogue: {
    typeDefs: `
      type Query { top: Product }
      type Product @key(fields: "id") { id: ID! name: String weight: Int price(currency: String!): Int }`,
    resolvers: {
      Query: { top: () => ({ id: '3' }) },
      Product: {
        name: ({ id }: Ref) => `name ${id}`,
        weight: ({ id }: Ref) => Number(id),
        price: ({ id }: Ref, { currency }: { currency: string }) => Number(id) * (currency === 'USD' ? 10 : 9),
      },
    },
  },
  posts: {
    typeDefs: `
      type Query { feed: [Post] }
      type Post @key(fields: "id") { id: ID! author: Author @requires(fields: "comments(limit: 3) { authorId }") comments(limit: Int!): [Comment] @external }
      type Comment @key(fields: "id") { id: ID! authorId: ID spam: Boolean @requires(fields: "others { comments(limit: 2) { id } }") others: [Post] @external }
      type Author { id: ID! }`,
    resolvers: {
      Query: { feed: () => [{ id: 'p1' }, { id: 'p2' }] },
      Post: {
        author: ({ comments: found }: Ref) =>
          found?.length ? { id: found.map(({ authorId }) => authorId).join('-') } : null,
      },
      Comment: {
        authorId: ({ id }: Ref) => comments.find((comment) => comment.id === id)?.authorId,
        spam: ({ others }: Ref) => (others ? others.some((post) => post.comments?.every(({ id }) => id)) : null),
      },
    },
  },
  comments: {
    typeDefs: `
      type Post @key(fields: "id") { id: ID! comments(limit: Int!): [Comment] }
      type Comment @key(fields: "id") { id: ID! others: [Post] body: String }`,
    resolvers: {
      Post: {
        comments: ({ id }: Ref, { limit }: { limit: number }) =>
          comments
            .filter(({ post }) => post === id)
            .slice(0, limit)
            .map((comment) => ({ id: comment.id })),
      },
      Comment: {
        body: ({ id }: Ref) => comments.find((comment) => comment.id === id)?.body,
        others: ({ id }: Ref) => {
          const its = comments.find((comment) => comment.id === id);
          return comments
            .filter(({ body, post }) => body === its?.body && post !== its.post)
            .map(({ post }) => ({ id: post }));
        },
      },
    },
  },
});

beforeEach(() => graph.reset());

test('fetches a required field with its arguments', async () => {
  expect(await graph.run('{ products { name shipping } top { shipping } }')).toEqual({
    data: {
      products: [{ name: 'name 1', shipping: 10 }, null, { name: 'name 2', shipping: 40 }],
      top: { shipping: 90 },
    },
  });
});

test('returns the client’s own selection of the field with other arguments', async () => {
  const query = `query ($c: String!) { products { price(currency: "EUR") shipping usd: price(currency: "USD") } top { p: price(currency: $c) shipping price: weight } }`;
  expect(await graph.run(query, { c: 'EUR' })).toEqual({
    data: {
      products: [{ price: 9, shipping: 10, usd: 10 }, null, { price: 18, shipping: 40, usd: 20 }],
      top: { p: 27, shipping: 90, price: 3 },
    },
  });
});

test('requires a list with its own limit, whatever the client’s limit', async () => {
  expect(await graph.run('{ feed { author { id } } }')).toEqual({
    data: { feed: [{ author: { id: 'a1-a2-a3' } }, { author: { id: 'a4-a5' } }] },
  });
  for (const query of [
    '{ feed { author { id } comments(limit: 1) { id } } }',
    'query ($n: Int = 1) { feed { comments(limit: $n) { id } author { id } } }',
    'query ($n: Int = 1) { feed { author { id } ...A ...B } } fragment A on Post { comments(limit: $n) { id } } fragment B on Post { comments(limit: $n) { id } }',
  ]) {
    expect(await graph.run(query)).toEqual({
      data: {
        feed: [
          { author: { id: 'a1-a2-a3' }, comments: [{ id: 'c1' }] },
          { author: { id: 'a4-a5' }, comments: [{ id: 'c4' }] },
        ],
      },
    });
  }
});

test('requires lists inside lists with their own limits', async () => {
  expect(await graph.run('{ feed { comments(limit: 3) { spam } } }')).toEqual({
    data: {
      feed: [
        { comments: [{ spam: false }, { spam: false }, { spam: true }] },
        { comments: [{ spam: true }, { spam: false }] },
      ],
    },
  });
  expect(
    await graph.run('{ feed { author { id } comments(limit: 1) { body spam others { comments(limit: 1) { id } } } } }'),
  ).toEqual({
    data: {
      feed: [
        { author: { id: 'a1-a2-a3' }, comments: [{ body: '1', spam: false, others: [] }] },
        { author: { id: 'a4-a5' }, comments: [{ body: 'same', spam: true, others: [{ comments: [{ id: 'c1' }] }] }] },
      ],
    },
  });
});
