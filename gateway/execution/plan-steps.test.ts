import { beforeEach, describe, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../testing/local-graph.ts';

const entity = (id: string) => ({ __typename: 'Thing', id });
let calls = 0;
const graph = localGraph({
  catalog: {
    typeDefs: `
      type Query { things: [Thing!]! maybe: [Thing] grid: [[Thing]] none: [Thing!] gone: Thing wrap: Wrap wraps: [Wrap] hits: [Hit] now: Int }
      type Mutation { first: Thing second(tag: String = "b"): Thing }
      union Hit = Thing | Wrap
      type Wrap { query: Query }
      type Thing @key(fields: "id") { id: ID! name: String label(as: String): String }`,
    resolvers: {
      Query: {
        things: () => ['a', 'b'].map(entity),
        maybe: () => [entity('a'), null, entity('b')],
        grid: () => [[entity('a'), null], null, [], [entity('b')]],
        none: () => [],
        wrap: () => ({ query: {} }),
        wraps: () => [{ query: {} }, null, { query: null }, { query: {} }],
        hits: () => [entity('a'), { __typename: 'Wrap', query: {} }, entity('b')],
        now: () => 1,
      },
      Thing: { label: ({ id }: { id: string }, { as }: { as: string }) => `${as}${id}` },
      Mutation: {
        first: () => entity(`first${++calls}`),
        second: (_: unknown, { tag }: { tag: string }) => entity(`${tag}${++calls}`),
      },
    },
  },
  facts: {
    typeDefs: `
      type Query { pulse: Int best: Thing beat(loud: Boolean = false, of: Tempo): String }
      type Mutation { third: Int }
      scalar Tempo
      type Thing @key(fields: "id") { id: ID! fact(loud: Boolean = false): String more: [Thing] }`,
    resolvers: {
      Query: {
        pulse: () => ++calls,
        best: () => entity('best'),
        beat: (_: unknown, args: object) => JSON.stringify(args),
      },
      Mutation: { third: () => ++calls },
      Thing: {
        fact: ({ id }: { id: string }, { loud }: { loud: boolean }) => (loud ? `fact ${id}!` : `fact ${id}`),
        more: ({ id }: { id: string }) => [{ id: `${id}1` }, null],
      },
    },
  },
});

beforeEach(() => {
  calls = 0;
  graph.reset();
});

const data = async (query: string, variables?: Record<string, unknown>) => {
  const result = await graph.run(query, variables);
  expect(result.errors).toBeUndefined();
  return result.data;
};

describe('fields of another subgraph', () => {
  test('are merged through lists, nested lists and nulls', async () => {
    expect(await data('{ maybe { fact } grid { id fact } }')).toEqual({
      maybe: [{ fact: 'fact a' }, null, { fact: 'fact b' }],
      grid: [[{ id: 'a', fact: 'fact a' }, null], null, [], [{ id: 'b', fact: 'fact b' }]],
    });
  });

  test('are not requested when there is no object', async () => {
    expect(await data('{ none { fact } gone { fact } }')).toEqual({ none: [], gone: null });
    expect(graph.requestedSubgraphs()).toEqual(['catalog']);
  });

  test('are merged only into objects of their type', async () => {
    expect(await data('{ hits { __typename ... on Thing { fact } } }')).toEqual({
      hits: [{ __typename: 'Thing', fact: 'fact a' }, { __typename: 'Wrap' }, { __typename: 'Thing', fact: 'fact b' }],
    });
  });

  test('lead to the objects of a third fetch', async () => {
    expect(await data('{ things { more { fact more { name } } } }')).toEqual({
      things: ['a1', 'b1'].map((id) => ({ more: [{ fact: `fact ${id}`, more: [{ name: null }, null] }, null] })),
    });
  });
});

describe('a root type inside the response', () => {
  test('is fetched once for all its positions, which share no objects', async () => {
    expect(await data('{ wraps { query { pulse } } wrap { query { pulse now } } }')).toEqual({
      wraps: [{ query: { pulse: 1 } }, null, { query: null }, { query: { pulse: 1 } }],
      wrap: { query: { pulse: 1, now: 1 } },
    });
    expect(graph.requestedSubgraphs()).toEqual(['catalog', 'facts']);
  });

  test('gets only the fields that were fetched for its own position', async () => {
    const query = `{ wrap { query { best { id label(as: "a ") } } } wraps { query { best { label(as: "b ") } } } }`;
    expect(await data(query)).toEqual({
      wrap: { query: { best: { id: 'best', label: 'a best' } } },
      wraps: [
        { query: { best: { label: 'b best' } } },
        null,
        { query: null },
        { query: { best: { label: 'b best' } } },
      ],
    });
    graph.stubs.set('catalog', ({ query: text }) => {
      if (text.includes('wraps'))
        return { data: { wrap: { query: { __typename: 'Query' } }, wraps: [{ query: { __typename: 'Query' } }] } };
      return { data: { _entities: [text.includes('"a "') ? { label__distinct_0: 'a best' } : null] } };
    });
    expect(await data(query)).toEqual({
      wrap: { query: { best: { id: 'best', label: 'a best' } } },
      wraps: [{ query: { best: { label: null } } }],
    });
  });

  test.each([{ data: null }, {}, { data: [] as never }])(
    'is reported as missing in a response of %j',
    async (response) => {
      graph.stubs.set('facts', () => response);
      const result = await graph.run('{ wraps { query { pulse } } now beat }');
      expect(result.data).toMatchObject({
        wraps: [{ query: { pulse: null } }, null, { query: null }, {}],
        now: 1,
        beat: null,
      });
      expect(errorPaths(result).sort()).toEqual(['beat', 'wraps.0.query.pulse', 'wraps.3.query.pulse']);
    },
  );

  test('has its errors at each of its positions', async () => {
    graph.stubs.set('facts', () => ({ data: { pulse: null }, errors: [{ message: 'no', path: ['pulse'] }] }));
    const result = await graph.run('{ wraps { query { pulse } } }');
    expect(result.data).toEqual({
      wraps: [{ query: { pulse: null } }, null, { query: null }, { query: { pulse: null } }],
    });
    expect(errorPaths(result)).toEqual(['wraps.0.query.pulse', 'wraps.3.query.pulse']);
  });
});

describe('@skip and @include', () => {
  const query = `query ($yes: Boolean!, $no: Boolean = false) {
    things @include(if: $yes) { id fact @skip(if: $no) }
    maybe @skip(if: $yes) { fact }
    pulse @include(if: $no)
  }`;

  test('decide which fetches run, for each combination of their variables', async () => {
    expect(await data(query, { yes: true })).toEqual({
      things: ['a', 'b'].map((id) => ({ id, fact: `fact ${id}` })),
    });
    expect(graph.requestedSubgraphs()).toEqual(['catalog', 'facts']);
    graph.requests.length = 0;
    expect(await data(query, { yes: true, no: true })).toEqual({ things: [{ id: 'a' }, { id: 'b' }], pulse: 1 });
    expect(graph.requestedSubgraphs().sort()).toEqual(['catalog', 'facts']);
    graph.requests.length = 0;
    expect(await data(query, { yes: false })).toEqual({ maybe: [{ fact: 'fact a' }, null, { fact: 'fact b' }] });
  });

  test('may exclude every fetch, so that no request is sent', async () => {
    expect(
      await data('query ($no: Boolean!) { now @include(if: $no) pulse @include(if: $no) }', { no: false }),
    ).toEqual({});
    expect(await data('{ now @skip(if: true) __typename }')).toEqual({ __typename: 'Query' });
    expect(graph.requestedSubgraphs()).toEqual([]);
  });

  test('refuse null, which a variable with a default may have', async () => {
    const result = await graph.run('query ($no: Boolean = false) { now @include(if: $no) }', { no: null });
    expect(result.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(result).not.toHaveProperty('data');
    expect(graph.requestedSubgraphs()).toEqual([]);
  });

  test('are correct for every combination of many variables', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const many = `query (${names.map((name) => `$${name}: Boolean!`)}) { ${names.map(
      (name) => `${name}: now @include(if: $${name})`,
    )} }`;
    for (let round = 0; round < 2; round++) {
      for (let bits = 0; bits < 2 ** names.length; bits++) {
        const on = names.filter((_, at) => bits & (1 << at));
        const variables = Object.fromEntries(names.map((name) => [name, on.includes(name)]));
        expect(await data(many, variables)).toEqual(Object.fromEntries(on.map((name) => [name, 1])));
      }
    }
  });
});

describe('mutations', () => {
  test('run one after the other across subgraphs, each with the fetches that complete it', async () => {
    const result = await data(
      'mutation { a: second { id fact } third first { id fact } b: second(tag: "x") { fact } }',
    );
    expect(result).toEqual({
      a: { id: 'b1', fact: 'fact b1' },
      third: 2,
      first: { id: 'first3', fact: 'fact first3' },
      b: { fact: 'fact x4' },
    });
    expect(Object.keys(result ?? {})).toEqual(['a', 'third', 'first', 'b']);
  });

  test('are each sent, even when they are equal', async () => {
    expect(await data('mutation { third again: third }')).toEqual({ third: 1, again: 2 });
  });
});

describe('variables', () => {
  const query = 'query ($loud: Boolean = true, $of: Tempo) { beat(loud: $loud, of: $of) things { fact(loud: $loud) } }';
  const sent = () => graph.requests.filter(({ subgraph }) => subgraph === 'facts').map(({ variables }) => variables);

  test('are sent as the client sent them, custom scalars unchanged', async () => {
    await data(query, { loud: false, of: { a: [1] } });
    expect(sent()).toContainEqual({ loud: false, of: { a: [1] } });
    expect(sent()).toContainEqual({ loud: false, representations: ['a', 'b'].map(entity) });
  });

  test('have their defaults when the client sends none, and are omitted without a default', async () => {
    expect(await data(query)).toMatchObject({
      beat: '{"loud":true}',
      things: [{ fact: 'fact a!' }, { fact: 'fact b!' }],
    });
    await data(query, { loud: null, of: null });
    expect(sent()).toContainEqual({ loud: null, of: null });
  });
});
