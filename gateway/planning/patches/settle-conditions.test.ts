import { expect, test } from '@jest/globals';
import { localGraph } from '../../testing/local-graph.ts';

const thing = { id: '1', size: { width: 2, height: 3 } };
const graph = localGraph({
  things: {
    typeDefs: `type Query { thing: Thing }
      type Mutation { touch: Thing }
      type Subscription { touched: Thing }
      type Thing @key(fields: "id") { id: ID! size: Size }
      type Size @shareable { width: Int height: Int }`,
    resolvers: { Query: { thing: () => thing }, Mutation: { touch: () => thing } },
  },
  prices: {
    typeDefs: `type Thing @key(fields: "id") {
        id: ID!
        size: Size @external
        cost: Int @requires(fields: "size { width }")
        label: String @requires(fields: "size { width height }")
      }
      type Size @shareable { width: Int height: Int }`,
    resolvers: {
      Thing: {
        __resolveReference: (thing: object) => thing,
        cost: ({ size }: { size?: { width?: number } | null }) => (size?.width ?? -100) * 10,
        label: ({ size }: { size: { width: number; height: number } }) => `${size.width} by ${size.height}`,
      },
    },
  },
});

test.each([
  ['query ($on: Boolean!) { thing { cost label @include(if: $on) } }', { cost: 20 }, { cost: 20, label: '2 by 3' }],
  [
    'query ($on: Boolean!) { thing { ...F @include(if: $on) cost } } fragment F on Thing { label }',
    { cost: 20 },
    { label: '2 by 3', cost: 20 },
  ],
  [
    'query ($on: Boolean!) { thing { cost ... @include(if: $on) { label } } }',
    { cost: 20 },
    { cost: 20, label: '2 by 3' },
  ],
  [
    'query ($on: Boolean!) { thing { size @include(if: $on) { height } cost } }',
    { cost: 20 },
    { size: { height: 3 }, cost: 20 },
  ],
  ['query ($on: Boolean!) { thing { size { height @include(if: $on) } } }', { size: {} }, { size: { height: 3 } }],
])('an excluded field does not affect what the included ones require: %s', async (query, excluded, included) => {
  expect(await graph.run(query, { on: false })).toEqual({ data: { thing: excluded } });
  expect(await graph.run(query, { on: true })).toEqual({ data: { thing: included } });
});

test('an excluded field does not affect what the included ones require in a mutation', async () => {
  const query = 'mutation ($on: Boolean!) { touch { cost label @include(if: $on) } }';
  expect(await graph.run(query, { on: false })).toEqual({ data: { touch: { cost: 20 } } });
  expect(await graph.run(query, { on: true })).toEqual({ data: { touch: { cost: 20, label: '2 by 3' } } });
});

test('an excluded field does not affect what the included ones require in a subscription', async () => {
  const query = 'subscription ($on: Boolean!) { touched { cost label @include(if: $on) } }';
  // As the subgraph sends it, which gets the conditions too.
  const run = (on: boolean, size: object) =>
    graph.run(query, { on }, { primary: { data: { touched: { __typename: 'Thing', id: '1', size } } } });
  expect(await run(false, { width: 2 })).toEqual({ data: { touched: { cost: 20 } } });
  expect(await run(true, thing.size)).toEqual({ data: { touched: { cost: 20, label: '2 by 3' } } });
});

test('sends no request for an operation whose fields are all excluded', async () => {
  graph.requests.length = 0;
  expect(await graph.run('query ($on: Boolean!) { thing @include(if: $on) { cost } }', { on: false })).toEqual({
    data: {},
  });
  expect(graph.requests).toEqual([]);
});
