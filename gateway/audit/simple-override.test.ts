import { expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

/** `@override` moves a field: only its new subgraph resolves it. */
const graph = localGraph({
  old: {
    typeDefs: `
      type Query { feed: [Post] @shareable latest: Post posts: Int }
      type Post @key(fields: "id") { id: ID! created: String size: Int }`,
    resolvers: {
      Query: { feed: () => [{ id: '1' }, { id: '2' }], latest: () => ({ id: '3' }), posts: () => -1 },
      Post: { created: ({ id }: { id: string }) => `old ${id}`, size: () => 5 },
    },
  },
  new: {
    typeDefs: `
      type Query { newest: Post posts: Int @override(from: "old") }
      type Post @key(fields: "id") { id: ID! created: String @override(from: "old") tag: String }`,
    resolvers: {
      Query: { newest: () => ({ id: '4' }), posts: () => 4 },
      Post: {
        created: ({ id }: { id: string }) => `new ${id}`,
        tag: ({ created }: { created?: string }) => created ?? 'none',
      },
    },
  },
});

test('reads an overridden field from its new subgraph, whichever subgraph returned the entity', async () => {
  expect(await graph.run('{ feed { id created } latest { created size } newest { created size id } }')).toEqual({
    data: {
      feed: [
        { id: '1', created: 'new 1' },
        { id: '2', created: 'new 2' },
      ],
      latest: { created: 'new 3', size: 5 },
      newest: { created: 'new 4', size: 5, id: '4' },
    },
  });
});

test('overrides a root field', async () => {
  graph.reset();
  expect(await graph.run('{ posts all: posts }')).toEqual({ data: { posts: 4, all: 4 } });
  expect(graph.requestedSubgraphs()).toEqual(['new']);
});

test('leaves other fields in place and sends no overridden field to another subgraph', async () => {
  expect(await graph.run('{ feed { size tag } }')).toEqual({
    data: {
      feed: [
        { size: 5, tag: 'none' },
        { size: 5, tag: 'none' },
      ],
    },
  });
});

test('reads a field with a labelled override from its old subgraph, whatever the percentage', async () => {
  const labelled = localGraph({
    old: {
      typeDefs: 'type Query { latest: Post } type Post @key(fields: "id") { id: ID! created: String }',
      resolvers: { Query: { latest: () => ({ id: '3' }) }, Post: { created: () => 'old' } },
    },
    new: {
      typeDefs: `type Query { newest: Post }
        type Post @key(fields: "id") { id: ID! created: String @override(from: "old", label: "percent(100)") }`,
      resolvers: { Query: { newest: () => ({ id: '4' }) }, Post: { created: () => 'new' } },
    },
  });

  expect(await labelled.run('{ latest { created } newest { created } }')).toEqual({
    data: { latest: { created: 'old' }, newest: { created: 'old' } },
  });
});
