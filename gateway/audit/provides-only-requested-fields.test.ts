import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const mustNotRun = () => {
  throw new Error('a provided field was requested from its owner');
};

/** A field that the parent field provides must not be requested from its owner, whose resolver throws here. */
const graph = localGraph({
  owner: {
    typeDefs: `
      type Query { none: Int }
      type Entity @key(fields: "id") { id: ID! name: String @shareable note: String @shareable extra: String more: Entity }`,
    resolvers: {
      Entity: { name: mustNotRun, note: mustNotRun, extra: ({ id }: { id: string }) => `extra ${id}` },
    },
  },
  provider: {
    typeDefs: `
      type Query { one: Entity @provides(fields: "name note") all: [Entity] @provides(fields: "note name") half: Entity @provides(fields: "name") }
      type Entity @key(fields: "id") { id: ID! name: String @external note: String @external }`,
    resolvers: {
      Query: {
        one: () => ({ id: '1', name: 'n1', note: 'o1' }),
        all: () => [{ id: '1', name: 'n1', note: 'o1' }, null, { id: '2', name: 'n2', note: null }],
        half: () => ({ id: '3', name: 'n3' }),
      },
    },
  },
});

beforeEach(() => graph.reset());

test('reads all provided fields from the providing subgraph', async () => {
  expect(await graph.run('{ one { name } all { note name } }')).toEqual({
    data: { one: { name: 'n1' }, all: [{ note: 'o1', name: 'n1' }, null, { note: null, name: 'n2' }] },
  });
  expect(graph.requestedSubgraphs()).toEqual(['provider']);
});

test('requests only the other fields from their owner', async () => {
  expect(await graph.run('{ one { extra name } all { note extra id } half { name extra } }')).toEqual({
    data: {
      one: { extra: 'extra 1', name: 'n1' },
      all: [{ note: 'o1', extra: 'extra 1', id: '1' }, null, { note: null, extra: 'extra 2', id: '2' }],
      half: { name: 'n3', extra: 'extra 3' },
    },
  });
  for (const { subgraph, query } of graph.requests.slice(1)) {
    expect([subgraph, /name|note/.test(query.replaceAll('__typename', ''))]).toEqual(['owner', false]);
  }
});

test('requests only the selected fields from the providing subgraph', async () => {
  await graph.run('{ one { note } }');
  expect(graph.requests.map(({ query }) => query.replace(/\s+/g, ''))).toEqual(['{one{note}}']);
});
