import { beforeEach, describe, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../../testing/local-graph.ts';

/** The fields that ran, in order. Each returns the number of fields that have run. */
let ran: string[] = [];
const action =
  (name: string) =>
  (_: unknown, { n = '' }: { n?: number | string }) => {
    ran.push(`${name}${n}`);
    return ran.length;
  };
const basket = (name: string) => (_: unknown, args: { n?: number }) => {
  action(name)(_, args);
  return { id: name };
};

const graph = localGraph({
  one: {
    typeDefs: `
      type Query { one: Int }
      type Mutation { a(n: Int): Int b(n: Int): Int basket(n: Int): Basket! must(n: Int): Int! }
      type Basket @key(fields: "id") { id: ID! }`,
    resolvers: {
      Mutation: {
        a: action('a'),
        b: action('b'),
        basket: basket('basket'),
        must: () => {
          ran.push('must');
          throw new Error('no');
        },
      },
    },
  },
  two: {
    typeDefs: `
      type Query { two: Int }
      type Mutation { c(n: Int): Int d(n: Int): Int }
      type Basket @key(fields: "id") { id: ID! total: Int other: Int }`,
    resolvers: {
      Mutation: { c: action('c'), d: action('d') },
      Basket: {
        total: () => {
          ran.push('total');
          return ran.length;
        },
        other: () => 1,
      },
    },
  },
});

beforeEach(() => {
  ran = [];
  graph.requests.length = 0;
});

async function outcomeOf(query: string, variables: Record<string, unknown> = {}) {
  const result = await graph.run(query, variables);
  return { ran: ran.join(' '), data: JSON.stringify(result.data), errors: errorPaths(result) };
}

describe('root fields of a mutation run in the order of the operation', () => {
  test.each([
    ['in a named fragment', 'mutation { a ...F b } fragment F on Mutation { c d }', 'a c d b'],
    ['in a named fragment that comes last', 'mutation { a c ...F } fragment F on Mutation { b d }', 'a c b d'],
    ['in an inline fragment', 'mutation { a ... on Mutation { c } ... { b } d }', 'a c b d'],
    [
      'in fragments of fragments',
      'mutation { d ...F a } fragment F on Mutation { c ... { ...G } } fragment G on Mutation { b }',
      'd c b a',
    ],
    ['in a fragment spread twice', 'mutation { ...F a ...F } fragment F on Mutation { c b }', 'c b a'],
    [
      'under aliases',
      'mutation { x: a(n: 1) c y: a(n: 2) ...F } fragment F on Mutation { z: a(n: 3) d }',
      'a1 c a2 a3 d',
    ],
  ])('%s', async (_, query, order) => {
    const outcome = await outcomeOf(query);
    expect(outcome.ran).toBe(order);
    expect(Object.values(JSON.parse(outcome.data))).toEqual(order.split(' ').map((_, at) => at + 1));
  });

  test('under conditions', async () => {
    const query = `mutation ($first: Boolean!) {
      ...F @include(if: $first) c ... @skip(if: $first) { d } a } fragment F on Mutation { a b }`;
    expect(await outcomeOf(query, { first: true })).toEqual({ ran: 'a b c', data: '{"a":1,"b":2,"c":3}', errors: [] });
    ran = [];
    expect(await outcomeOf(query, { first: false })).toEqual({ ran: 'c d a', data: '{"c":1,"d":2,"a":3}', errors: [] });
  });

  test('each once, at its first position, with all its selections', async () => {
    const query = `mutation ($x: Boolean!) {
      basket @include(if: $x) { other } a ...F } fragment F on Mutation { basket { total id } }`;
    expect((await outcomeOf(query, { x: true })).ran).toBe('basket total a');
    ran = [];
    expect((await outcomeOf(query, { x: false })).ran).toBe('a basket total');
  });
});

test('starts a field after the result of the earlier one is complete', async () => {
  const query = 'mutation { basket { total } a x: basket(n: 2) { total } b c }';
  expect((await outcomeOf(query)).ran).toBe('basket total a basket2 total b c');
});

test('sends adjacent fields of one subgraph in one request', async () => {
  await graph.run('mutation { a ...F c d } fragment F on Mutation { b basket { id } }');
  expect(graph.requests.map(({ query }) => query)).toEqual(['mutation{a b basket{id}}', 'mutation{c d}']);
});

test('reports a failed field at its path', async () => {
  const outcome = await outcomeOf('mutation { a ...F } fragment F on Mutation { must }');
  expect(outcome).toEqual({ ran: 'a must', data: 'null', errors: ['must'] });
});

test('sends no request when only __typename is selected', async () => {
  expect(await outcomeOf('mutation { __typename }')).toEqual({
    ran: '',
    data: '{"__typename":"Mutation"}',
    errors: [],
  });
  expect(graph.requests).toEqual([]);
});
