import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import type { Resolvers } from '../../testing/executable-schema.ts';
import { type LocalGraph, localGraph } from '../../testing/local-graph.ts';
import { startTinyGraph, type TinyGraph } from '../../testing/tiny-graph.ts';

interface RootNames {
  query: string;
  mutation: string;
  subscription: string;
}

const item = (id: string) => ({ id });

/** Two subgraphs whose root types have these names. */
function subgraphsWith(
  one: RootNames,
  other: RootNames,
): Record<'one' | 'other', { typeDefs: string; resolvers: Resolvers }> {
  return {
    one: {
      typeDefs: `
        schema { query: ${one.query} mutation: ${one.mutation} subscription: ${one.subscription} }
        type ${one.query} { items: [Item] self: ${one.query} first: Int }
        type ${one.mutation} { add: Item reset: Reset }
        type ${one.subscription} { added: Item }
        type Reset { root: ${one.query} count: Int }
        type Item @key(fields: "id") { id: ID! }`,
      resolvers: {
        [one.query]: { items: () => ['a', 'b'].map(item), self: () => ({}), first: () => 1 },
        [one.mutation]: { add: () => item('c'), reset: () => ({ root: {}, count: 3 }) },
        [one.subscription]: {
          added: {
            subscribe: async function* () {
              yield { added: item('d') };
            },
          },
        },
      },
    },
    other: {
      typeDefs: `
        schema { query: ${other.query} mutation: ${other.mutation} }
        type ${other.query} { second: Int }
        type ${other.mutation} { change: Item }
        type Item @key(fields: "id") { id: ID! label: String }`,
      resolvers: {
        [other.query]: { second: () => 2 },
        [other.mutation]: { change: () => item('e') },
        Item: { label: ({ id }: { id: string }) => `label ${id}` },
      },
    },
  };
}

const named = (prefix: string): RootNames => ({
  query: `${prefix}Query`,
  mutation: `${prefix}Mutation`,
  subscription: `${prefix}Subscription`,
});

/** Renames the root types in the SDL of a supergraph, as another composition may name them. */
const renamed = (supergraph: string): string => supergraph.replace(/\b(Query|Mutation|Subscription)\b/g, 'Root$1');

const composed = () => localGraph(subgraphsWith(named('One'), named('Other')));
const foreign = () => localGraph(subgraphsWith(named('Root'), named('Root')), renamed);

describe.each([
  ['of the subgraphs', composed, named('')],
  ['of the supergraph', foreign, named('Root')],
] as const)('root types with other names %s', (_, create, names) => {
  let graph: LocalGraph;
  beforeAll(() => {
    graph = create();
  });
  beforeEach(() => graph.reset());

  test('are queried, also at fields that return them', async () => {
    const query = `{ first ...F self { __typename second self { kind: __typename items { label } } } }
      fragment F on ${names.query} { second items { id label } }`;
    expect(await graph.run(query)).toEqual({
      data: {
        first: 1,
        second: 2,
        items: [
          { id: 'a', label: 'label a' },
          { id: 'b', label: 'label b' },
        ],
        self: {
          __typename: names.query,
          second: 2,
          self: { kind: names.query, items: [{ label: 'label a' }, { label: 'label b' }] },
        },
      },
    });
  });

  test('run mutations in order', async () => {
    const query = `mutation { add { label } change { label } reset { count root { ... on ${names.query} { second } } } __typename }`;
    expect(await graph.run(query)).toEqual({
      data: {
        add: { label: 'label c' },
        change: { label: 'label e' },
        reset: { count: 3, root: { second: 2 } },
        __typename: names.mutation,
      },
    });
  });

  test('complete the events of subscriptions', async () => {
    const query = 'subscription { added { id label } }';
    const executable = graph.graph.compile(parse(query), undefined);
    expect(await executable.primary({ variables: {}, coerced: {} })).toMatchObject({
      subgraph: 'one',
      field: 'added',
      query: expect.stringMatching(/^subscription \{\s+added \{\s+__typename\s+id\s+\}\s+\}$/),
    });
    const primary = { data: { added: { __typename: 'Item', id: 'd' } } };
    expect(await graph.run(query, {}, { primary })).toEqual({ data: { added: { id: 'd', label: 'label d' } } });
  });

  test('have the supergraph’s names in introspection', async () => {
    const query = '{ first __schema { queryType { name } mutationType { name } subscriptionType { name } } }';
    const [queryType, mutationType, subscriptionType] = Object.values(names).map((name) => ({ name }));
    expect(await graph.run(query)).toEqual({
      data: { first: 1, __schema: { queryType, mutationType, subscriptionType } },
    });
  });

  test('are not named in requests to subgraphs', async () => {
    await graph.run('{ self { __typename second } }');
    await graph.run('mutation { reset { root { second } } }');
    for (const { query } of graph.requests) expect(query).not.toMatch(/Query|Mutation/);
  });
});

test('root types with other names are planned where subgraphs declare them with other nullability', async () => {
  const typeDefs = (self: string, own: string) => `
    type Query { self: Query${self} @shareable ${own}: Int @shareable }
    union Found = Query | Item
    type Item @shareable { root: Query${self} found: Found }`;
  const graph = localGraph(
    {
      one: { typeDefs: typeDefs('!', 'first'), resolvers: { Query: { self: () => ({}), first: () => 1 } } },
      other: { typeDefs: typeDefs('', 'second'), resolvers: { Query: { self: () => ({}), second: () => 2 } } },
    },
    renamed,
  );
  expect(graph.graph.sdl).toContain('type: "RootQuery!"');
  expect(await graph.run('{ self { first second self { __typename second } } }')).toEqual({
    data: { self: { first: 1, second: 2, self: { __typename: 'RootQuery', second: 2 } } },
  });
});

test('a type with the default name of a root type is refused when another is the root type', () => {
  const create = () =>
    localGraph(subgraphsWith(named(''), named('')), (sdl) => renamed(sdl).replace(/\bItem\b/g, 'Query'));
  expect(create).toThrow('The supergraph has a type Query that is not the root type of that name.');
});

describe('over HTTP and WebSocket', () => {
  let graph: TinyGraph;
  beforeAll(async () => {
    const subgraphs = Object.entries(subgraphsWith(named('One'), named('Other')));
    graph = await startTinyGraph({ subgraphs: subgraphs.map(([name, each]) => ({ name, ...each })) });
  });
  afterAll(() => graph.stop());

  test('renamed root types are queried and subscribed to', async () => {
    expect((await graph.request('{ self { second items { label } } }')).data).toEqual({
      self: { second: 2, items: [{ label: 'label a' }, { label: 'label b' }] },
    });
    const watching = graph.watch('subscription { added { label } }');
    try {
      expect(await watching.next()).toEqual({ data: { added: { label: 'label d' } } });
    } finally {
      await watching.stop();
    }
  });
});
