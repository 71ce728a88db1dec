import { beforeEach, describe, expect, test } from '@jest/globals';
import { entityGraph } from '../../testing/entity-graph.ts';

const graph = entityGraph();

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
      data: {
        _0: [{ name__distinct_0: 'of the top' }],
        _1: (variables.representations_1 as unknown[]).map(() => null),
      },
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
