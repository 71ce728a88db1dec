import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
}

/** `@override` from subgraphs that do not exist has no effect on where fields are resolved. */
const graph = localGraph({
  posts: {
    typeDefs: `
      type Query { feed: [Post] @shareable }
      type Post @key(fields: "id") { id: ID! created: String @override(from: "gone") }`,
    resolvers: {
      Query: { feed: () => [{ id: '1' }, { id: '2' }] },
      Post: { created: ({ id }: Ref) => `at ${id}` },
    },
  },
  more: {
    typeDefs: `
      type Query { feed: [Post] @shareable another: Post @override(from: "gone too") }
      type Post @key(fields: "id") { id: ID! likes: Int @override(from: "gone") }`,
    resolvers: {
      Query: { feed: () => [{ id: '1' }, { id: '2' }], another: () => ({ id: '9' }) },
      Post: { likes: ({ id }: Ref) => Number(id) },
    },
  },
});

test('resolves a field that overrides a subgraph that does not exist', async () => {
  expect(await graph.run('{ feed { id created } }')).toEqual({
    data: {
      feed: [
        { id: '1', created: 'at 1' },
        { id: '2', created: 'at 2' },
      ],
    },
  });
  expect(await graph.run('{ another { created likes } feed { likes } }')).toEqual({
    data: { another: { created: 'at 9', likes: 9 }, feed: [{ likes: 1 }, { likes: 2 }] },
  });
});

test('requests each subgraph of a shared root once', async () => {
  graph.reset();
  expect(await graph.run('{ feed { created likes } }')).toEqual({
    data: {
      feed: [
        { created: 'at 1', likes: 1 },
        { created: 'at 2', likes: 2 },
      ],
    },
  });
  expect(graph.requestedSubgraphs().sort()).toEqual(['more', 'posts']);
});
