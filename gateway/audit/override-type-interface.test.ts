import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const posts = [
  { __typename: 'TextPost', id: 'p1', at: 'old p1' },
  { __typename: 'ImagePost', id: 'p2', at: 'old p2' },
];

/** A field of one implementation moves by `@override`. The other implementations of the interface keep theirs. */
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

test('reads an overridden field from its new subgraph through the interface', async () => {
  expect(await graph.run('{ feed { id at } }')).toEqual({
    data: {
      feed: [
        { id: 'p1', at: 'old p1' },
        { id: 'p2', at: 'new p2' },
      ],
    },
  });
});

test('reads an overridden field from its new subgraph inside type conditions, under aliases and in fragments', async () => {
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

test('requests only the new subgraph for its own objects', async () => {
  graph.reset();
  expect(await graph.run('{ other { id at } }')).toEqual({ data: { other: [{ id: 'p2', at: 'new p2' }] } });
  expect(graph.requestedSubgraphs()).toEqual(['after']);
});
