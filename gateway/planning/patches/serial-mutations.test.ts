import { beforeEach, describe, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../../testing/local-graph.ts';

/** What was done, in order; every field answers with how much was done before it. */
let done: string[] = [];
const act =
  (name: string) =>
  (_: unknown, { n = '' }: { n?: number | string }) => {
    done.push(`${name}${n}`);
    return done.length;
  };
const basket = (name: string) => (_: unknown, args: { n?: number }) => {
  act(name)(_, args);
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
        a: act('a'),
        b: act('b'),
        basket: basket('basket'),
        must: () => {
          done.push('must');
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
      Mutation: { c: act('c'), d: act('d') },
      Basket: {
        total: () => {
          done.push('total');
          return done.length;
        },
        other: () => 1,
      },
    },
  },
});

beforeEach(() => {
  done = [];
  graph.requests.length = 0;
});

async function doneBy(query: string, variables: Record<string, unknown> = {}) {
  const result = await graph.run(query, variables);
  return { done: done.join(' '), data: JSON.stringify(result.data), errors: errorPaths(result) };
}

describe('the fields of a mutation are taken in the order of the operation', () => {
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
    ['by aliases', 'mutation { x: a(n: 1) c y: a(n: 2) ...F } fragment F on Mutation { z: a(n: 3) d }', 'a1 c a2 a3 d'],
  ])('%s', async (_, query, order) => {
    const answer = await doneBy(query);
    expect(answer.done).toBe(order);
    expect(Object.values(JSON.parse(answer.data))).toEqual(order.split(' ').map((_, at) => at + 1));
  });

  test('as conditions leave it', async () => {
    const query = `mutation ($first: Boolean!) {
      ...F @include(if: $first) c ... @skip(if: $first) { d } a } fragment F on Mutation { a b }`;
    expect(await doneBy(query, { first: true })).toEqual({ done: 'a b c', data: '{"a":1,"b":2,"c":3}', errors: [] });
    done = [];
    expect(await doneBy(query, { first: false })).toEqual({ done: 'c d a', data: '{"c":1,"d":2,"a":3}', errors: [] });
  });

  test('each once, where it stands first, with all that is asked below it', async () => {
    const query = `mutation ($x: Boolean!) {
      basket @include(if: $x) { other } a ...F } fragment F on Mutation { basket { total id } }`;
    expect((await doneBy(query, { x: true })).done).toBe('basket total a');
    done = [];
    expect((await doneBy(query, { x: false })).done).toBe('a basket total');
  });
});

test('a field begins when all is there that an earlier one was asked for', async () => {
  const query = 'mutation { basket { total } a x: basket(n: 2) { total } b c }';
  expect((await doneBy(query)).done).toBe('basket total a basket2 total b c');
});

test('fields that one subgraph answers alone go to it together', async () => {
  await graph.run('mutation { a ...F c d } fragment F on Mutation { b basket { id } }');
  expect(graph.requests.map(({ query }) => query)).toEqual(['mutation{a b basket{id}}', 'mutation{c d}']);
});

test('what fails stands at its place', async () => {
  const answer = await doneBy('mutation { a ...F } fragment F on Mutation { must }');
  expect(answer).toEqual({ done: 'a must', data: 'null', errors: ['must'] });
});

test('only the type itself asks nobody', async () => {
  expect(await doneBy('mutation { __typename }')).toEqual({
    done: '',
    data: '{"__typename":"Mutation"}',
    errors: [],
  });
  expect(graph.requests).toEqual([]);
});
