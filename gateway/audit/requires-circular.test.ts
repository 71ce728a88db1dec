import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
  byNovice?: boolean;
  author?: { years: number };
}

const years = (id: string) => (id === 'p1' ? 1 : 10);

/** `a` requires a field of `b`, which requires a field of `a`. There is no cycle, because it is a field of another entity. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { feed: [Post] post: Post }
      type Post @key(fields: "id") { id: ID! byNovice: Boolean! @external byExpert: Boolean! @requires(fields: "byNovice") }
      type Author @key(fields: "id") { id: ID! name: String! years: Int! }`,
    resolvers: {
      Query: { feed: () => [{ id: 'p1' }, null, { id: 'p2' }], post: () => ({ id: 'p2' }) },
      Post: { byExpert: ({ byNovice }: Ref) => (byNovice === undefined ? null : !byNovice) },
      Author: { name: ({ id }: Ref) => `name ${id}`, years: ({ id }: Ref) => years(id.slice(1)) },
    },
  },
  b: {
    typeDefs: `
      type Query { last: Post }
      type Post @key(fields: "id") { id: ID! author: Author! byNovice: Boolean! @requires(fields: "author { years }") }
      type Author @key(fields: "id") { id: ID! years: Int! @external posts: [Post] }`,
    resolvers: {
      Query: { last: () => ({ id: 'p1' }) },
      Post: {
        author: ({ id }: Ref) => ({ id: `a${id}` }),
        byNovice: ({ author }: Ref) => (author?.years === undefined ? null : author.years < 5),
      },
      Author: { posts: ({ id }: Ref) => [{ id: id.slice(1) }] },
    },
  },
});

test('fetches each requirement in turn', async () => {
  expect(await graph.run('{ feed { byNovice } }')).toEqual({
    data: { feed: [{ byNovice: true }, null, { byNovice: false }] },
  });
  expect(await graph.run('{ feed { byExpert } }')).toEqual({
    data: { feed: [{ byExpert: false }, null, { byExpert: true }] },
  });
});

test('fetches both requirements together, for objects of either subgraph', async () => {
  const query =
    '{ post { byExpert byNovice author { name } } last { byExpert author { id: name years: id } byNovice } }';
  expect(await graph.run(query)).toEqual({
    data: {
      post: { byExpert: true, byNovice: false, author: { name: 'name ap2' } },
      last: { byExpert: false, author: { id: 'name ap1', years: 'ap1' }, byNovice: true },
    },
  });
});

test('fetches both requirements at each level of a circular path', async () => {
  const query = '{ feed { byExpert author { posts { byExpert author { posts { byNovice id } years } } } } }';
  const post = (id: string) => ({
    byExpert: years(id) >= 5,
    author: {
      posts: [{ byExpert: years(id) >= 5, author: { posts: [{ byNovice: years(id) < 5, id }], years: years(id) } }],
    },
  });
  expect(await graph.run(query)).toEqual({ data: { feed: [post('p1'), null, post('p2')] } });
});
