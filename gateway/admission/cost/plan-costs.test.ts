import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { operationParts } from '../../graphql/operation-parts.ts';
import { compilePlanCosts } from './plan-costs.ts';
import { pricedGraph } from './testing/priced-graph.ts';

const graph = pricedGraph({
  shop: `type Query { orders(first: Int = 5): OrderPage @listSize(slicingArguments: ["first"], sizedFields: ["items"], requireOneSlicingArgument: false)
      search: [Hit] @listSize(assumedSize: 6) }
    type OrderPage { items: [Order!] }
    type Order @key(fields: "id") { id: ID! lines(first: Int!): [Line] @listSize(slicingArguments: ["first"]) buyer: Person }
    type Line { product: Product }
    type Product @key(fields: "id", resolvable: false) { id: ID! }
    type Person @key(fields: "id", resolvable: false) { id: ID! }
    union Hit = Product | Person`,
  people: `type Person @key(fields: "id") { id: ID! name: String @cost(weight: 2) friends: [Person] @listSize(assumedSize: 4) }
    type Query { person: Person }`,
  stock: `type Product @key(fields: "id") { id: ID! left: Int @cost(weight: 3) }
    type Person @key(fields: "id") { id: ID! score(of: Int @cost(weight: 1)): Int }
    type Mutation { move: Product refill: Int @cost(weight: 30) } type Query { pulse: Int }
    type Subscription { moved: Product }`,
});

async function costsOf(query: string, variables: Record<string, unknown> = {}): Promise<Record<string, number>> {
  const operation = operationParts(parse(query), undefined);
  const plan = await graph.planner.plan({ operation, conditions: new Map(), isKnown: false });
  return Object.fromEntries(compilePlanCosts(graph.costs, plan)(variables));
}

describe('the cost of a plan', () => {
  test('of one subgraph is that of what it selects', async () => {
    expect(await costsOf('{ person { name friends { name } } }')).toEqual({ people: 1 + 2 + 1 + 4 * 2 });
  });

  test('counts entities as often as the lists on their path are long', async () => {
    const query = `query ($orders: Int, $lines: Int!) { orders(first: $orders) { items {
      lines(first: $lines) { product { left } } buyer { name friends { name score } } } } }`;
    expect(await costsOf(query, { orders: 3, lines: 7 })).toEqual({
      shop: 1 + 1 + 3 * (1 + 7 + 1),
      stock: 3 * 7 * (1 + 3) + 3 * 4,
      people: 3 * (1 + 2 + 1 + 4 * 2),
    });
    expect(await costsOf(query, { lines: 1 })).toMatchObject({ shop: 1 + 1 + 5 * 3, people: 5 * 12 });
  });

  test('of entities of several types is that of the most expensive one', async () => {
    const query = '{ search { ... on Product { left } ... on Person { score(of: 1) } } }';
    expect(await costsOf(query)).toEqual({ shop: 1, stock: 6 * (1 + 3) });
  });

  test('of mutations and subscriptions has their weights', async () => {
    expect(await costsOf('mutation { move { left } refill }')).toEqual({ stock: 10 + 3 + 30 });
    expect(await costsOf('subscription { moved { left } }')).toEqual({ stock: 1 + 3 });
  });

  test('of aliases and of fields that take another name in the plan has the right lengths', async () => {
    const query = `query ($n: Int!, $m: Int!) { a: orders(first: $n) { x: items { y: buyer { name } } } b: orders(first: $m) { items { buyer { name } } } }`;
    expect(await costsOf(query, { n: 2, m: 4 })).toEqual({ shop: 2 + 2 + 2 + 4, people: (2 + 4) * 3 });
  });

  test('without fetches is nothing', async () => {
    expect(await costsOf('{ __typename }')).toEqual({});
  });
});
