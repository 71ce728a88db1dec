import { beforeEach, describe, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../testing/local-graph.ts';

const entity = (id: string) => ({ __typename: 'Thing', id });
let counted = 0;
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
        first: () => entity(`first${++counted}`),
        second: (_: unknown, { tag }: { tag: string }) => entity(`${tag}${++counted}`),
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
        pulse: () => ++counted,
        best: () => entity('best'),
        beat: (_: unknown, args: object) => JSON.stringify(args),
      },
      Mutation: { third: () => ++counted },
      Thing: {
        fact: ({ id }: { id: string }, { loud }: { loud: boolean }) => (loud ? `fact ${id}!` : `fact ${id}`),
        more: ({ id }: { id: string }) => [{ id: `${id}1` }, null],
      },
    },
  },
});

beforeEach(() => {
  counted = 0;
  graph.reset();
});

const asked = () => graph.requestedSubgraphs();
const data = async (query: string, variables?: Record<string, unknown>) => {
  const result = await graph.run(query, variables);
  expect(result.errors).toBeUndefined();
  return result.data;
};

describe('what another subgraph has of an object', () => {
  test('is merged in through lists, lists of lists and nulls', async () => {
    expect(await data('{ maybe { fact } grid { id fact } }')).toEqual({
      maybe: [{ fact: 'fact a' }, null, { fact: 'fact b' }],
      grid: [[{ id: 'a', fact: 'fact a' }, null], null, [], [{ id: 'b', fact: 'fact b' }]],
    });
  });

  test('is not asked for where there is no object', async () => {
    expect(await data('{ none { fact } gone { fact } }')).toEqual({ none: [], gone: null });
    expect(asked()).toEqual(['catalog']);
  });

  test('is merged into the objects of its own type alone', async () => {
    expect(await data('{ hits { __typename ... on Thing { fact } } }')).toEqual({
      hits: [{ __typename: 'Thing', fact: 'fact a' }, { __typename: 'Wrap' }, { __typename: 'Thing', fact: 'fact b' }],
    });
  });

  test('leads on to what a third fetch has below it', async () => {
    expect(await data('{ things { more { fact more { name } } } }')).toEqual({
      things: ['a1', 'b1'].map((id) => ({ more: [{ fact: `fact ${id}`, more: [{ name: null }, null] }, null] })),
    });
  });
});

describe('a root in the middle of an answer', () => {
  test('is fetched once for all of its places, and none of them is another', async () => {
    expect(await data('{ wraps { query { pulse } } wrap { query { pulse now } } }')).toEqual({
      wraps: [{ query: { pulse: 1 } }, null, { query: null }, { query: { pulse: 1 } }],
      wrap: { query: { pulse: 1, now: 1 } },
    });
    expect(asked()).toEqual(['catalog', 'facts']);
  });

  test('takes nothing to one place that was fetched below another', async () => {
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
      return { data: { _entities: [text.includes('"a "') ? { label: 'a best' } : null] } };
    });
    expect(await data(query)).toEqual({
      wrap: { query: { best: { id: 'best', label: 'a best' } } },
      wraps: [{ query: { best: { label: null } } }],
    });
  });

  test.each([{ data: null }, {}, { data: [] as never }])('is told to be missing in an answer of %j', async (answer) => {
    graph.stubs.set('facts', () => answer);
    const result = await graph.run('{ wraps { query { pulse } } now beat }');
    expect(result.data).toMatchObject({
      wraps: [{ query: { pulse: null } }, null, { query: null }, {}],
      now: 1,
      beat: null,
    });
    expect(errorPaths(result).sort()).toEqual(['beat', 'wraps.0.query.pulse', 'wraps.3.query.pulse']);
  });

  test('has its errors at each of its places', async () => {
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

  test('decide which fetches there are, for each set of their variables', async () => {
    expect(await data(query, { yes: true })).toEqual({
      things: ['a', 'b'].map((id) => ({ id, fact: `fact ${id}` })),
    });
    expect(asked()).toEqual(['catalog', 'facts']);
    graph.requests.length = 0;
    expect(await data(query, { yes: true, no: true })).toEqual({ things: [{ id: 'a' }, { id: 'b' }], pulse: 1 });
    expect(asked().sort()).toEqual(['catalog', 'facts']);
    graph.requests.length = 0;
    expect(await data(query, { yes: false })).toEqual({ maybe: [{ fact: 'fact a' }, null, { fact: 'fact b' }] });
  });

  test('may leave nothing to fetch, and then nobody is asked', async () => {
    expect(
      await data('query ($no: Boolean!) { now @include(if: $no) pulse @include(if: $no) }', { no: false }),
    ).toEqual({});
    expect(await data('{ now @skip(if: true) __typename }')).toEqual({ __typename: 'Query' });
    expect(asked()).toEqual([]);
  });

  test('take no null, which a variable with a default may be', async () => {
    const result = await graph.run('query ($no: Boolean = false) { now @include(if: $no) }', { no: null });
    expect(result.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(result).not.toHaveProperty('data');
    expect(asked()).toEqual([]);
  });

  test('are right for more sets of variables than are kept', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const many = `query (${names.map((name) => `$${name}: Boolean!`)}) { ${names.map(
      (name) => `${name}: now @include(if: $${name})`,
    )} }`;
    for (let round = 0; round < 2; round++) {
      for (let set = 0; set < 2 ** names.length; set++) {
        const on = names.filter((_, at) => set & (1 << at));
        const variables = Object.fromEntries(names.map((name) => [name, on.includes(name)]));
        expect(await data(many, variables)).toEqual(Object.fromEntries(on.map((name) => [name, 1])));
      }
    }
  });
});

describe('mutations', () => {
  test('run one after the other, over subgraphs, each with what it takes to complete it', async () => {
    const answer = await data(
      'mutation { a: second { id fact } third first { id fact } b: second(tag: "x") { fact } }',
    );
    expect(answer).toEqual({
      a: { id: 'b1', fact: 'fact b1' },
      third: 2,
      first: { id: 'first3', fact: 'fact first3' },
      b: { fact: 'fact x4' },
    });
    expect(Object.keys(answer ?? {})).toEqual(['a', 'third', 'first', 'b']);
  });

  test('are each sent, also where they are the same', async () => {
    expect(await data('mutation { third again: third }')).toEqual({ third: 1, again: 2 });
  });
});

describe('variables', () => {
  const query = 'query ($loud: Boolean = true, $of: Tempo) { beat(loud: $loud, of: $of) things { fact(loud: $loud) } }';
  const sent = () => graph.requests.filter(({ subgraph }) => subgraph === 'facts').map(({ variables }) => variables);

  test('are sent as the client gave them, custom scalars unread', async () => {
    await data(query, { loud: false, of: { a: [1] } });
    expect(sent()).toContainEqual({ loud: false, of: { a: [1] } });
    expect(sent()).toContainEqual({ loud: false, representations: ['a', 'b'].map(entity) });
  });

  test('have their defaults where none were given, and are left out where there is none', async () => {
    expect(await data(query)).toMatchObject({
      beat: '{"loud":true}',
      things: [{ fact: 'fact a!' }, { fact: 'fact b!' }],
    });
    await data(query, { loud: null, of: null });
    expect(sent()).toContainEqual({ loud: null, of: null });
  });
});
