import { beforeEach, describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { errorPaths, localGraph } from '../testing/local-graph.ts';
import { TransportFailure } from '../upstream/subgraph-response.ts';
import { compileRewrites, pathRenamer } from './rewrites.ts';

const schema = buildSchema(`
  type Query { node: Node }
  interface Node { id: ID }
  type Book implements Node { id: ID pages: [Page] }
  type Film implements Node { id: ID }
  type Page { n: Int }
`);

test('merges the parts of one value that a fetch selects under several aliases', () => {
  const rename = compileRewrites(schema, [
    { kind: 'KeyRenamer', path: ['pages__alias_0'], renameKeyTo: 'pages' },
    { kind: 'KeyRenamer', path: ['first__alias_0'], renameKeyTo: 'first' },
  ]);
  const data = { pages: [{ n: 1 }], pages__alias_0: [{ size: 2 }], first: { n: 1 }, first__alias_0: null };
  rename?.(data);
  expect(JSON.parse(JSON.stringify(data))).toEqual({ pages: [{ n: 1, size: 2 }], first: { n: 1 } });
});

describe('a renamer', () => {
  const rename = compileRewrites(schema, [
    { kind: 'KeyRenamer', path: ['nodes', '... on Book', 'pages', 'n__alias_0'], renameKeyTo: 'n' },
    { kind: 'KeyRenamer', path: ['nodes', '... on Node', 'id__alias_0'], renameKeyTo: 'id' },
  ]);

  test('goes through lists and type conditions, and renames every value that is present', () => {
    const data = {
      nodes: [
        [{ __typename: 'Book', id__alias_0: '', pages: [{ n__alias_0: 0 }, null, { n__alias_0: null }, {}] }],
        null,
        { __typename: 'Film', id__alias_0: false, pages: [{ n__alias_0: 1 }] },
        { __typename: 'Page', id__alias_0: 1 },
      ],
    };
    rename?.(data);
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      nodes: [
        [{ __typename: 'Book', id: '', pages: [{ n: 0 }, null, { n: null }, {}] }],
        null,
        { __typename: 'Film', id: false, pages: [{ n__alias_0: 1 }] },
        { __typename: 'Page', id__alias_0: 1 },
      ],
    });
  });

  test('applies to an object without __typename, unless its type is otherwise known', () => {
    const untyped = { id__alias_0: 1 };
    compileRewrites(schema, [{ kind: 'KeyRenamer', path: ['... on Film', 'id__alias_0'], renameKeyTo: 'id' }])?.(
      untyped,
      'Book',
    );
    expect(untyped).toEqual({ id__alias_0: 1 });
    rename?.({ nodes: untyped });
    expect(untyped).toMatchObject({ id: 1 });
  });

  test('renames keys in the paths of errors when the whole path matches', () => {
    const clientPath = pathRenamer([
      { kind: 'KeyRenamer', path: ['nodes', '... on Book', 'pages', 'n__alias_0'], renameKeyTo: 'n' },
    ]);
    expect(clientPath(['nodes', 0, 2, 'pages', 1, 'n__alias_0', 'deeper'])).toEqual([
      'nodes',
      0,
      2,
      'pages',
      1,
      'n',
      'deeper',
    ]);
    expect(clientPath(['pages', 1, 'n__alias_0'])).toEqual(['pages', 1, 'n__alias_0']);
  });
});

test('a setter changes only objects of its type', () => {
  const set = compileRewrites(schema, [
    { kind: 'ValueSetter', path: ['... on Book', '__typename'], setValueTo: 'Node' },
  ]);
  const objects = [
    { __typename: 'Book', id: '1' },
    { __typename: 'Film', id: '2' },
  ];
  set?.(objects);
  expect(objects).toEqual([
    { __typename: 'Node', id: '1' },
    { __typename: 'Film', id: '2' },
  ]);
  expect(compileRewrites(schema, [])).toBeNull();
});

describe('fields that do not merge', () => {
  const graph = localGraph({
    one: {
      typeDefs: `
        type Query { things: [Thing!]! thing: E }
        type E @key(fields: "id") { id: ID! }
        union Thing = X | Y
        type X @shareable { v: String! sub: Sub! }
        type Y @shareable { v: String sub: Sub }
        type Sub @shareable { n: Int }`,
      resolvers: {
        Query: {
          thing: () => ({ id: '1' }),
          things: () => [
            { __typename: 'X', v: 'x', sub: { n: 1 } },
            { __typename: 'Y', v: '', sub: { n: 2 } },
            { __typename: 'Y', v: null, sub: { n: new Error('no') } },
          ],
        },
      },
    },
    two: {
      typeDefs: `
        type Query { two: Int }
        type E @key(fields: "id") { id: ID! things: [Thing!]! }
        union Thing = X | Y
        type X @shareable { v: String sub: Sub }
        type Y @shareable { v: String! sub: Sub! }
        type Sub @shareable { n: Int }`,
      resolvers: {
        E: {
          things: () => [
            { __typename: 'X', v: 'x' },
            { __typename: 'Y', v: 'y', sub: { n: new Error('no') } },
          ],
        },
      },
    },
  });

  test('are returned under the client’s response keys, and so are their errors', async () => {
    const result = await graph.run(
      '{ thing { things { ... on X { v sub { n } } ... on Y { v sub { n } } } } things { ... on X { v sub { n } } ... on Y { v sub { n } } } }',
    );
    expect(result.data).toEqual({
      things: [
        { v: 'x', sub: { n: 1 } },
        { v: '', sub: { n: 2 } },
        { v: null, sub: { n: null } },
      ],
      thing: {
        things: [
          { v: 'x', sub: null },
          { v: 'y', sub: { n: null } },
        ],
      },
    });
    expect(graph.requests.some(({ query }) => query.includes('__alias_0'))).toBe(true);
    expect(errorPaths(result).sort()).toEqual(['thing.things.1.sub.n', 'things.2.sub.n']);
  });
});

describe('an @interfaceObject', () => {
  const graph = localGraph({
    catalog: {
      typeDefs: `
        type Query { media: [Media!]! any: Media }
        interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
        type Film implements Media @key(fields: "id") { id: ID! title: String }`,
      resolvers: {
        Query: { media: () => ['b1', 'f1'].map((id) => ({ id })), any: () => ({ id: 'b1' }) },
        Media: {
          __resolveType: ({ id }: { id: string }) => (id.startsWith('b') ? 'Book' : 'Film'),
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          title: ({ id }: { id: string }) => `title ${id}`,
        },
        Book: { title: ({ id }: { id: string }) => `title ${id}`, pages: () => 7 },
        Film: { title: ({ id }: { id: string }) => `title ${id}` },
      },
    },
    stars: {
      typeDefs: `
        type Query { best: Media bests: [Media] }
        type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }`,
      resolvers: {
        Query: { best: () => ({ id: 'f1' }), bests: () => [{ id: 'b1' }, null, { id: 'f1' }] },
        Media: { stars: ({ id }: { id: string }) => id.length },
      },
    },
  });
  beforeEach(() => graph.reset());

  test('is referenced by the interface’s name', async () => {
    const { data } = await graph.run('{ media { __typename id stars } }');
    expect(data).toEqual({
      media: [
        { __typename: 'Book', id: 'b1', stars: 2 },
        { __typename: 'Film', id: 'f1', stars: 2 },
      ],
    });
    expect(graph.requests.at(-1)?.variables.representations).toEqual(
      ['b1', 'f1'].map((id) => ({ __typename: 'Media', id })),
    );
  });

  test('does not replace the types of objects', async () => {
    graph.stubs.set('stars', ({ variables }) => ({
      data: { _entities: (variables.representations as unknown[]).map(() => ({ __typename: 'Media', stars: 5 })) },
    }));
    expect((await graph.run('{ any { t: __typename stars ... on Book { pages } } }')).data).toEqual({
      any: { t: 'Book', stars: 5, pages: 7 },
    });
  });

  test('resolves its fields without a type, and gets the type from another subgraph when it is selected', async () => {
    expect((await graph.run('{ best { stars } }')).data).toEqual({ best: { stars: 2 } });
    expect(graph.requests).toHaveLength(1);
    const { data } = await graph.run('{ bests { t: __typename stars title ... on Book { pages } } }');
    expect(data).toEqual({
      bests: [{ t: 'Book', stars: 2, title: 'title b1', pages: 7 }, null, { t: 'Film', stars: 2, title: 'title f1' }],
    });
  });

  test('has no type, and an error, when the subgraph with the types does not respond', async () => {
    graph.stubs.set('catalog', () => {
      throw new TransportFailure('SUBGRAPH_UNAVAILABLE', null);
    });
    const titles = await graph.run('{ bests { stars id title ... on Book { id pages } } }');
    expect(titles.data).toEqual({
      bests: [{ stars: 2, id: 'b1', title: null }, null, { stars: 2, id: 'f1', title: null }],
    });
    expect(errorPaths(titles)).toEqual(['bests.0.title', 'bests.0.pages', 'bests.2.title', 'bests.2.pages']);
    const pages = await graph.run('{ bests { stars ... on Book { pages } } }');
    expect(errorPaths(pages)).toEqual(['bests.0.pages', 'bests.2.pages']);
    const types = await graph.run('{ best { t: __typename } }');
    expect([types.data, errorPaths(types)]).toEqual([{ best: null }, ['best.t']]);
    expect(types.errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
  });
});
