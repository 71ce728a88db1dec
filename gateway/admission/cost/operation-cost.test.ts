import { describe, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { costOf, pricedGraph } from './testing/priced-graph.ts';

/** The estimated cost of a query of a graph with one subgraph. */
const estimate = (schema: string, query: string, variables: Record<string, unknown> = {}): number =>
  costOf(pricedGraph({ one: schema }), query).estimate(variables);

describe("the specification's examples", () => {
  const users = `type User { name: String age: Int @cost(weight: 2) }
    type Query { users(max: Int): [User] @listSize(slicingArguments: ["max"]) }`;

  test('a list of five, with a field of each that weighs 2 (no. 2)', () => {
    expect(estimate(users, '{ users(max: 5) { age } }')).toBe(1 + 5 * 2);
  });

  const filtered = (filter: string) => `${filter} scalar Approximate type Product { id: ID }
    type Query {
      topProducts(filter: Filter @cost(weight: 15)): [String] @cost(weight: 5) @listSize(assumedSize: 10)
      mostPopularProduct(approx: Approximate @cost(weight: -3)): Product @cost(weight: 5)
    }`;
  const plain = filtered('input Filter { category: String }');
  const weighing = filtered('input Filter { approx: Approximate @cost(weight: -12) category: String }');

  test.each([
    ['an argument that is not passed (no. 10)', plain, '{ topProducts }', 5],
    ['an argument with a weight (no. 10)', plain, '{ topProducts(filter: {}) }', 20],
    ['a negative weight that is not passed (no. 11)', plain, '{ mostPopularProduct { id } }', 5],
    ['a negative weight (no. 11)', plain, '{ mostPopularProduct(approx: 1) { id } }', 2],
    ['an input field with a weight (no. 12)', weighing, '{ topProducts(filter: { approx: 1 }) }', 8],
    ['an input field without one (no. 12)', weighing, '{ topProducts(filter: { category: "a" }) }', 20],
  ])('%s', (_, schema, query, cost) => {
    expect(estimate(schema, query)).toBe(cost);
  });

  test.each([
    ['{ topProducts(filter: $f) }', '$f: Filter', { f: { approx: 1 } }, 8],
    ['{ topProducts(filter: { approx: $a }) }', '$a: Approximate', { a: 1 }, 8],
    ['{ topProducts(filter: { approx: $a }) }', '$a: Approximate', {}, 20],
    ['{ topProducts(filter: $f) }', '$f: Filter', {}, 5],
    ['{ topProducts(filter: $f) }', '$f: Filter', { f: null }, 20],
  ])('arguments from variables: %s (%s) %j', (query, declared, variables, cost) => {
    expect(estimate(weighing, `query (${declared}) ${query}`, variables)).toBe(cost);
  });

  const films = `type Film { title: String studio: Studio } type Studio { name: String }
    type FilmEdge { cursor: ID node: Film } type FilmConnection { edges: [FilmEdge] total: Studio }
    type Query { films(first: Int, after: ID, last: Int, before: ID): FilmConnection
      @listSize(slicingArguments: ["first", "last"], sizedFields: ["edges"]) }`;

  test('the sized field of a connection (no. 18)', () => {
    const query = '{ films(first: 7) { total { name } edges { cursor node { title studio { name } } } } }';
    expect(estimate(films, query)).toBe(1 + 1 + 1 + 7 * (1 + 1));
  });

  test.each([
    ['{ films(first: 3) { edges { node { title } } } }', false],
    ['{ films(last: 3) { edges { node { title } } } }', false],
    ['{ films { edges { node { title } } } }', true],
    ['{ films(first: 3, last: 2) { edges { node { title } } } }', true],
    ['{ films(first: null) { edges { node { title } } } }', true],
  ])('exactly one slicing argument is required, unless the schema says otherwise: %s', (query, isRefused) => {
    const error = costOf(pricedGraph({ one: films }), query).violation({});
    expect(error instanceof GraphQLError ? error.extensions.code : null).toBe(
      isRefused ? 'GRAPHQL_VALIDATION_FAILED' : null,
    );
  });

  test('of a slicing argument, the value counts that the variable has in this request', () => {
    const query = 'query ($first: Int, $last: Int) { films(first: $first, last: $last) { edges { node { title } } } }';
    const cost = costOf(pricedGraph({ one: films }), query);
    expect([cost.violation({ first: 4 }), cost.estimate({ first: 4 })]).toEqual([null, 1 + 1 + 4]);
    expect(cost.violation({ first: 4, last: 2 })).toBeInstanceOf(GraphQLError);
    expect(cost.violation({})).toBeInstanceOf(GraphQLError);
  });

  test('a field that the request skips violates nothing', () => {
    const query = 'query ($all: Boolean!) { films @include(if: $all) { edges { node { title } } } }';
    const cost = costOf(pricedGraph({ one: films }), query);
    expect([cost.violation({ all: false }), cost.estimate({ all: false })]).toEqual([null, 0]);
    expect(cost.violation({ all: true })).toBeInstanceOf(GraphQLError);
  });

  const several = `type Item { of: Item name: String }
    type Query { items(first: Int, last: Int = 6): [Item]
      @listSize(slicingArguments: ["first", "last"], requireOneSlicingArgument: false) }`;

  test.each([
    ['the greatest of several', '{ items(first: 2, last: 9) { of { name } } }', 10],
    ['the default value', '{ items { of { name } } }', 7],
    ['the default value where a variable has none', 'query ($n: Int) { items(last: $n) { of { name } } }', 7],
  ])('slicing arguments: %s (8.2)', (_, query, cost) => {
    expect(estimate(several, query)).toBe(cost);
  });

  test('assumedSize where no slicing argument is passed (9.2.4)', () => {
    const schema = `type Item { of: Item name: String } type Query { items(first: Int): [Item]
      @listSize(assumedSize: 30, slicingArguments: ["first"], requireOneSlicingArgument: false) }`;
    expect(estimate(schema, '{ items { of { name } } }')).toBe(31);
    expect(estimate(schema, '{ items(first: 2) { of { name } } }')).toBe(3);
    expect(estimate(schema, '{ items(first: 200) { of { name } } }')).toBe(201);
  });

  test('of an abstract type, the most expensive of its possible types (7.2)', () => {
    const schema = `interface Pet { name: String } type Cat implements Pet { name: String @cost(weight: 3) }
      type Dog implements Pet { name: String owner: Cat } type Fish { weight: Int @cost(weight: 9) }
      union Any = Cat | Dog | Fish
      type Query { pet: Pet any: Any }`;
    expect(estimate(schema, '{ pet { name } }')).toBe(1 + 3);
    expect(estimate(schema, '{ pet { ... on Dog { owner { name } } } }')).toBe(1 + 1 + 3);
    expect(estimate(schema, '{ any { ... on Fish { weight } ... on Pet { name } } }')).toBe(1 + 9);
  });
});
