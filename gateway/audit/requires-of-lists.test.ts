import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
  authorId?: string;
  comments?: { authorId?: string | null }[];
}

/**
 * `@requires` of a field of list items, which are entities that another subgraph resolves. The representation has every
 * item in order, nulls included.
 */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { feed: [Post] }
      type Post @key(fields: "id") { id: ID! authorId: ID @external author: Author @requires(fields: "authorId") }
      type Comment @key(fields: "id") { id: ID! authorId: ID }
      type Author { id: ID! name: String }`,
    resolvers: {
      Query: { feed: () => [{ id: 'p1' }, { id: 'p2' }] },
      Post: { author: ({ authorId }: Ref) => (authorId ? { id: authorId, name: `name ${authorId}` } : null) },
      Comment: { authorId: ({ id }: Ref) => (id === 'p1-3' ? null : `of ${id}`) },
    },
  },
  b: {
    typeDefs: `
      type Query { latest: Comment }
      type Post @key(fields: "id") { id: ID! authorId: ID @requires(fields: "comments { authorId }") comments: [Comment] }
      type Comment @key(fields: "id") { id: ID! authorId: ID @external post: Post }`,
    resolvers: {
      Query: { latest: () => ({ id: 'p1-1' }) },
      Post: {
        comments: ({ id }: Ref) => (id === 'p1' ? ['1', null, '3', '4'].map((n) => n && { id: `p1-${n}` }) : []),
        authorId: ({ comments }: Ref) => comments?.map((comment) => comment?.authorId).join('+') || null,
      },
      Comment: { post: ({ id }: Ref) => ({ id: id.split('-')[0] }) },
    },
  },
});

test('sends the required field of each item', async () => {
  expect(await graph.run('{ feed { authorId } }')).toEqual({
    data: { feed: [{ authorId: 'of p1-1+++of p1-4' }, { authorId: null }] },
  });
});

test('chains requirements, beside the client’s own selections of the items', async () => {
  const query = '{ feed { author { name } comments { authorId: id id: authorId } } latest { post { author { id } } } }';
  expect(await graph.run(query)).toEqual({
    data: {
      feed: [
        {
          author: { name: 'name of p1-1+++of p1-4' },
          comments: [
            { authorId: 'p1-1', id: 'of p1-1' },
            null,
            { authorId: 'p1-3', id: null },
            { authorId: 'p1-4', id: 'of p1-4' },
          ],
        },
        { author: null, comments: [] },
      ],
      latest: { post: { author: { id: 'of p1-1+++of p1-4' } } },
    },
  });
});
