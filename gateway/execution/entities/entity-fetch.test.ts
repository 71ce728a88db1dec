import { beforeEach, describe, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../../testing/local-graph.ts';
import { TransportFailure } from '../../upstream/subgraph-response.ts';

const item = (id: string, maker = 'm') => ({ __typename: 'Item', id, maker: { id: maker } });
const note = (id: string) => ({ __typename: 'Note', id, about: item(id) });
const graph = localGraph({
  catalog: {
    typeDefs: `
      type Query { items: [Item!] top: Item lists: [[Item]] hits: [Hit] makers: [Maker] loose: Item }
      type Mutation { one: Item two: Item }
      union Hit = Item | Note
      type Item @key(fields: "id") @key(fields: "sku { code }") { id: ID! sku: Sku maker: Maker related: [Item] }
      type Sku @shareable { code: String }
      type Note @key(fields: "id") { id: ID! about: Item }
      type Maker @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        items: () => [item('a'), item('b', 'n'), item('a')],
        top: () => item('a'),
        lists: () => [[item('a')], null, [null, item('b')]],
        hits: () => [note('a'), item('a'), null, note('y'), item('b')],
        makers: () => [{ id: 'm' }, { id: 'n' }],
        loose: () => ({ id: null }),
      },
      Mutation: { one: () => item('a'), two: () => item('a') },
      Item: { related: () => [item('c'), item('a')] },
    },
  },
  facts: {
    typeDefs: `
      type Mutation { reset: Int }
      type Item @key(fields: "id") { id: ID! fact(loud: Boolean): String sure: Int! owner: Owner }
      type Note @key(fields: "id") { id: ID! text: String }
      type Maker @key(fields: "id") { id: ID! fame: Int shine(in: String): Int home: Owner }
      type Owner @key(fields: "id") { id: ID! }`,
    resolvers: {
      Item: {
        fact: ({ id }: { id: string }, { loud }: { loud?: boolean }) => `fact ${id}${loud ? '!' : ''}`,
        sure: () => 1,
        owner: ({ id }: { id: string }) => ({ id: `owner of ${id}` }),
      },
      Note: { text: ({ id }: { id: string }) => `text ${id}` },
      Maker: {
        fame: () => 0,
        shine: (_: unknown, { in: of }: { in?: string }) => of?.length ?? 0,
        home: () => ({ id: 'home' }),
      },
    },
  },
  sums: {
    typeDefs: `
      type Item @key(fields: "id") { id: ID! sure: Int! @external size: Int @external total: String @requires(fields: "sure size") }`,
    resolvers: {
      Item: { total: ({ id, sure, size }: Record<string, unknown>) => `${id} ${sure} ${size}` },
    },
  },
  people: {
    typeDefs: `
      type Item @key(fields: "id") { id: ID! size: Int }
      type Owner @key(fields: "id") { id: ID! name(as: String = ""): String }`,
    resolvers: {
      Item: { size: () => 2 },
      Owner: { name: ({ id }: { id: string }, { as }: { as: string }) => `${as}${id}` },
    },
  },
});

beforeEach(() => graph.reset());

const sentTo = (name: string) => graph.requests.filter(({ subgraph }) => subgraph === name);
const data = async (query: string, variables?: Record<string, unknown>) => {
  const result = await graph.run(query, variables);
  expect(result.errors).toBeUndefined();
  return result.data;
};

describe('requests', () => {
  test('fetch an entity once, for all its positions', async () => {
    expect(await data('{ items { fact maker { fame } } }')).toEqual({
      items: ['a', 'b', 'a'].map((id) => ({ fact: `fact ${id}`, maker: { fame: 0 } })),
    });
    expect(sentTo('facts')).toHaveLength(1);
    expect(Object.values(sentTo('facts')[0]?.variables ?? {}).map((each) => (each as unknown[]).length)).toEqual([
      2, 2,
    ]);
  });

  test('carry all fetches that are ready for one subgraph at the same time', async () => {
    const result = await data(
      'query ($in: String, $l: Boolean) { items { fact } top { loud: fact(loud: $l) maker { shine(in: $in) } } makers { shine(in: $in) } }',
      { in: 'abc', l: true },
    );
    expect(result).toEqual({
      items: ['a', 'b', 'a'].map((id) => ({ fact: `fact ${id}` })),
      top: { loud: 'fact a!', maker: { shine: 3 } },
      makers: [{ shine: 3 }, { shine: 3 }],
    });
    expect(sentTo('facts')).toHaveLength(1);
    expect(sentTo('facts')[0]?.variables).toMatchObject({ in: 'abc', l: true });
  });

  test('succeed when some of their fetches have no representations', async () => {
    graph.stubs.set('catalog', () => ({ data: { top: { __typename: 'Item', id: 'a' }, makers: [], lists: null } }));
    expect(await data('{ top { fact } makers { fame } lists { loud: fact(loud: true) } }')).toEqual({
      top: { fact: 'fact a' },
      makers: [],
      lists: null,
    });
    expect(sentTo('facts').map(({ variables }) => Object.keys(variables))).toEqual([['representations']]);
    graph.stubs.set('catalog', () => ({
      data: { top: { __typename: 'Item', id: 'a' }, makers: [], lists: [[{ __typename: 'Item', id: 'b' }]] },
    }));
    graph.requests.length = 0;
    expect(await data('{ top { fact } makers { fame } lists { loud: fact(loud: true) } }')).toEqual({
      top: { fact: 'fact a' },
      makers: [],
      lists: [[{ loud: 'fact b!' }]],
    });
    expect(Object.values(sentTo('facts')[0]?.variables ?? {})).toEqual([
      [{ __typename: 'Item', id: 'a' }],
      [],
      [{ __typename: 'Item', id: 'b' }],
    ]);
  });

  test('fetch no entity again in one execution, whatever the planner names the operation', async () => {
    const query = 'query Named { top { fact related { fact related { fact } } } items { owner { name } } }';
    expect(await data(query)).toMatchObject({
      top: { fact: 'fact a', related: [{ fact: 'fact c' }, { fact: 'fact a' }] },
    });
    const representations = sentTo('facts').flatMap(({ variables }) => Object.values(variables).flat());
    expect(new Set(representations.map((each) => JSON.stringify(each))).size).toBe(3);
  });

  test('fetch entities again after each of several mutations', async () => {
    await data('mutation { one { fact } reset two { fact } }');
    expect(sentTo('facts').map(({ query }) => query.startsWith('mutation'))).toEqual([false, true, false]);
    graph.requests.length = 0;
    await data('mutation { one { fact related { related { fact } } } two { fact } }');
    expect(sentTo('facts').flatMap(({ variables }) => Object.values(variables).at(-1))).toEqual([
      { __typename: 'Item', id: 'c' },
      { __typename: 'Item', id: 'a' },
      { __typename: 'Item', id: 'a' },
    ]);
  });
});

test('fetches that follow several others share a request too', async () => {
  const query = '{ items { total } top { other: total } }';
  expect(await data(query)).toEqual({
    items: ['a', 'b', 'a'].map((id) => ({ total: `${id} 1 2` })),
    top: { other: 'a 1 2' },
  });
  expect(graph.requestedSubgraphs().sort()).toEqual(['catalog', 'facts', 'people', 'sums']);
});

describe('an entity at several positions', () => {
  const query = '{ top { owner { name(as: "top ") } } items { owner { name(as: "item ") } } }';

  test('is fetched once for all of them, and so are the objects below it', async () => {
    expect(await data(query)).toEqual({
      top: { owner: { name: 'top owner of a' } },
      items: ['a', 'b', 'a'].map((id) => ({ owner: { name: `item owner of ${id}` } })),
    });
    expect(graph.requestedSubgraphs()).toEqual(['catalog', 'facts', 'people']);
  });

  test('gets at each position only the fields that were fetched for it', async () => {
    graph.stubs.set('people', ({ variables }) => ({
      data: { _0: [{ name: 'of the top' }], _1: (variables.representations_1 as unknown[]).map(() => null) },
    }));
    expect(await data(query)).toEqual({
      top: { owner: { name: 'of the top' } },
      items: [1, 2, 3].map(() => ({ owner: { name: null } })),
    });
  });
});

describe('representations', () => {
  test('with different keys are different, whatever the values are', async () => {
    const ids = ['a', 'b', ',', '', '","id":"b', '"', 'a'];
    graph.stubs.set('catalog', () => ({ data: { items: ids.map((id) => ({ __typename: 'Item', id })) } }));
    expect(await data('{ items { fact } }')).toEqual({ items: ids.map((id) => ({ fact: `fact ${id}` })) });
    expect(sentTo('facts')[0]?.variables.representations).toEqual(
      [...new Set(ids)].map((id) => ({ __typename: 'Item', id })),
    );
  });

  test('of different types are different', async () => {
    expect(await data('{ hits { ... on Item { fact } ... on Note { text } } }')).toEqual({
      hits: [{ text: 'text a' }, { fact: 'fact a' }, null, { text: 'text y' }, { fact: 'fact b' }],
    });
    expect(sentTo('facts')).toHaveLength(1);
  });

  test('are not made when a key field is missing', async () => {
    graph.stubs.set('catalog', () => ({
      data: { items: [{ __typename: 'Item' }, { id: 'a' }, { __typename: 'Item', id: 'b' }] },
    }));
    expect(await data('{ items { fact } }')).toEqual({ items: [{ fact: null }, { fact: null }, { fact: 'fact b' }] });
    expect(sentTo('facts')[0]?.variables.representations).toEqual([{ __typename: 'Item', id: 'b' }]);
  });
});

describe('errors', () => {
  const failing = (code: string) => ({ message: 'no', extensions: { code } });

  test('of an entity are reported at each of its positions', async () => {
    graph.stubs.set('facts', ({ variables }) => ({
      data: { _entities: (variables.representations as unknown[]).map(() => null) },
      errors: [{ ...failing('FORBIDDEN'), path: ['_entities', 0, 'fact'] }],
    }));
    const result = await graph.run('{ items { fact } }');
    expect(result.data).toEqual({ items: [{ fact: null }, { fact: null }, { fact: null }] });
    expect(errorPaths(result)).toEqual(['items.0.fact', 'items.2.fact']);
    expect(result.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', serviceName: 'facts' });
  });

  test('of merged queries are reported at the positions of each, with the client’s response keys', async () => {
    graph.stubs.set('facts', ({ variables }) => ({
      data: Object.fromEntries(
        Object.values(variables).map((each, at) => [`_${at}`, (each as unknown[]).map(() => null)]),
      ),
      errors: [
        { ...failing('NOT_FOUND'), path: ['_1', 1, 'home', 'id'] },
        { ...failing('FORBIDDEN'), path: ['_0', 1, 'mine'] },
      ],
    }));
    const result = await graph.run('{ lists { mine: fact } makers { home { id } } }');
    expect(sentTo('facts')).toHaveLength(1);
    expect(errorPaths(result)).toEqual(['lists.2.1.mine', 'makers.1.home.id']);
  });

  test('of one merged query that null the whole response are reported at the positions of all', async () => {
    graph.stubs.set('facts', () => ({ data: null, errors: [{ ...failing('FORBIDDEN'), path: ['_0'] }] }));
    const result = await graph.run('{ top { fact } makers { fame } }');
    expect(result.data).toEqual({ top: { fact: null }, makers: [{ fame: null }, { fame: null }] });
    expect(errorPaths(result).sort()).toEqual(['makers.0.fame', 'makers.1.fame', 'top']);
  });

  test('in a list of several types are reported at their own items', async () => {
    graph.stubs.set('facts', () => ({
      data: { _entities: [{ fact: 'known' }, null] },
      errors: [{ ...failing('FORBIDDEN'), path: ['_entities', 1, 'fact'] }],
    }));
    const result = await graph.run('{ hits { __typename ... on Item { fact } } }');
    expect(errorPaths(result)).toEqual(['hits.4.fact']);
    expect(result.data).toMatchObject({ hits: [{}, { fact: 'known' }, null, {}, { fact: null }] });
  });

  test('without a path, or with an unknown one, belong to the whole response', async () => {
    graph.stubs.set('facts', () => ({
      data: null,
      errors: [
        { message: 'a' },
        { message: 'b', path: ['elsewhere', 0] },
        { message: 'd', path: ['_entities', 9, 'fact'] },
        { message: 'c', path: 'x' },
        null,
      ] as never,
    }));
    const result = await graph.run('{ items { fact sure } }');
    expect(new Set(errorPaths(result))).toEqual(new Set(['(no path)']));
    expect(result.errors?.map(({ message }) => message)).toEqual(['a', 'b', 'd', 'c', '']);
    expect(result.data).toEqual({ items: null });
  });

  test('are reported at each selected field when the subgraph does not respond', async () => {
    graph.stubs.set('facts', () => {
      throw new TransportFailure('SUBGRAPH_TIMEOUT', null);
    });
    const result = await graph.run(
      'query ($no: Boolean = false) { hits { ... on Item { f: fact sure @include(if: $no) } ... on Note { text } } makers { fame } }',
    );
    expect(errorPaths(result).sort()).toEqual([
      'hits.0.text',
      'hits.1.f',
      'hits.3.text',
      'hits.4.f',
      'makers.0.fame',
      'makers.1.fame',
    ]);
    for (const { extensions } of result.errors ?? []) {
      expect(extensions).toEqual({ code: 'SUBGRAPH_TIMEOUT', subgraph: 'facts' });
    }
  });

  test.each([
    ['too few', { data: { _entities: [] } }],
    ['not a list', { data: { _entities: 'x' } }],
    ['missing', { data: {} }],
    ['missing with null data', { data: null }],
  ])('are reported at each selected field when the entities are %s', async (_, response) => {
    graph.stubs.set('facts', () => response);
    const result = await graph.run('{ items { fact } }');
    expect(result.data).toEqual({ items: [{ fact: null }, { fact: null }, { fact: null }] });
    expect(errorPaths(result)).toEqual(['items.0.fact', 'items.1.fact', 'items.2.fact']);
  });

  test('are reported at an entity that is not an object, and none of its data is used', async () => {
    graph.stubs.set('facts', () => ({ data: { _entities: ['text', { fact: 'known' }] } }));
    const result = await graph.run('{ items { fact } }');
    expect(result.data).toEqual({ items: [{ fact: null }, { fact: 'known' }, { fact: null }] });
    expect(errorPaths(result)).toEqual(['items.0', 'items.2']);
  });
});
