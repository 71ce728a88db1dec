import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const posts = [
  { __typename: 'TextPost', id: 'p1', at: 'old p1' },
  { __typename: 'ImagePost', id: 'p2', at: 'old p2' },
];

/** A field moves of a type that implements an interface, whose other types keep it. */
const graph = localGraph({
  before: {
    typeDefs: `
      type Query { feed: [Post] post: ImagePost }
      interface Post { id: ID! at: String }
      type ImagePost implements Post @key(fields: "id") { id: ID! at: String }
      type TextPost implements Post @key(fields: "id") { id: ID! at: String body: String }`,
    resolvers: {
      Query: { feed: () => posts, post: () => posts[1] },
      TextPost: { body: ({ id }: { id: string }) => `body ${id}` },
    },
  },
  after: {
    typeDefs: `
      type Query { other: [Post] }
      interface Post { id: ID! at: String }
      type ImagePost implements Post @key(fields: "id") { id: ID! at: String @override(from: "before") }`,
    resolvers: {
      Query: { other: () => [{ __typename: 'ImagePost', id: 'p2' }] },
      ImagePost: { at: ({ id }: { id: string }) => `new ${id}` },
    },
  },
});

test('the moved field is asked of where it went, through the interface too', async () => {
  expect(await graph.run('{ feed { id at } }')).toEqual({
    data: {
      feed: [
        { id: 'p1', at: 'old p1' },
        { id: 'p2', at: 'new p2' },
      ],
    },
  });
});

test('it is so under type conditions, aliases and in fragments of the interface', async () => {
  const query = `{ feed { ... on ImagePost { at id } ... on TextPost { at body } } other { ...P } post { ...P } }
    fragment P on Post { when: at __typename }`;
  const moved = { when: 'new p2', __typename: 'ImagePost' };
  expect(await graph.run(query)).toEqual({
    data: {
      feed: [
        { at: 'old p1', body: 'body p1' },
        { at: 'new p2', id: 'p2' },
      ],
      other: [moved],
      post: moved,
    },
  });
});

test('where it went answers without the other', async () => {
  graph.reset();
  expect(await graph.run('{ other { id at } }')).toEqual({ data: { other: [{ id: 'p2', at: 'new p2' }] } });
  expect(graph.requestedSubgraphs()).toEqual(['after']);
});
