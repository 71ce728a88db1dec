import { beforeEach, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../../testing/local-graph.ts';

const items = (...ids: string[]) => ids.map((id) => ({ id }));
const graph = localGraph({
  shops: {
    typeDefs: `
      type Query { shops: [Shop!]! stall: Stall }
      type Shop @key(fields: "id") @context(name: "seller") { id: ID! currency: Currency items: [Item!]! }
      type Stall @key(fields: "id") @context(name: "seller") { id: ID! currency: Currency box: Box }
      type Currency @shareable { code: String }
      type Box { item: Item }
      type Item @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        shops: () => [
          { id: 's1', currency: { code: 'SAR' }, items: items('1', '2') },
          { id: 's2', currency: { code: 'EUR' }, items: items('1') },
          { id: 's3', currency: { code: 'SAR' }, items: items('2', '3') },
          { id: 's4', currency: null, items: items('1') },
        ],
        stall: () => ({ id: 't1', currency: { code: 'USD' }, box: { item: { id: '9' } } }),
      },
    },
  },
  prices: {
    typeDefs: `
      type Shop @key(fields: "id") @context(name: "seller") { id: ID! currency: Currency @external }
      type Stall @key(fields: "id") @context(name: "seller") { id: ID! currency: Currency @external }
      type Currency @shareable { code: String }
      type Item @key(fields: "id") {
        id: ID!
        price(in: String @fromContext(field: "$seller { currency { code } }")): String
      }
      type Tag @key(fields: "id") {
        id: ID!
        text(in: String @fromContext(field: "$seller { currency { code } }")): String
      }`,
    resolvers: {
      Item: { price: ({ id }: { id: string }, args: { in?: string }) => `${id} ${args.in}` },
      Tag: { text: ({ id }: { id: string }, args: { in?: string }) => `${id} in ${args.in}` },
    },
  },
  labels: {
    typeDefs: 'type Item @key(fields: "id") { id: ID! tag: Tag } type Tag @key(fields: "id") { id: ID! }',
    resolvers: { Item: { tag: ({ id }: { id: string }) => ({ id: `tag ${id}` }) } },
  },
});

beforeEach(() => graph.reset());

test('an argument comes from an object above each entity, and entities with equal arguments share a request', async () => {
  const { data, errors } = await graph.run('{ shops { items { price } } }');
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    shops: [
      { items: [{ price: '1 SAR' }, { price: '2 SAR' }] },
      { items: [{ price: '1 EUR' }] },
      { items: [{ price: '2 SAR' }, { price: '3 SAR' }] },
      { items: [{ price: '1 null' }] },
    ],
  });
  const counts = graph.requests.slice(1).map(({ variables }) => (variables.representations as unknown[]).length);
  expect(counts).toEqual([3, 1, 1]);
});

test('an argument comes from the nearest object with the context, any number of fields up', async () => {
  const { data } = await graph.run('{ stall { box { item { price } } } }');
  expect(data).toEqual({ stall: { box: { item: { price: '9 USD' } } } });
});

test('an entity at two positions has different arguments below it at each', async () => {
  const { data, errors } = await graph.run('{ shops { items { tag { text } } } }');
  expect(errors).toBeUndefined();
  const texts = (...values: string[]) => ({ items: values.map((text) => ({ tag: { text } })) });
  expect(data).toEqual({
    shops: [
      texts('tag 1 in SAR', 'tag 2 in SAR'),
      texts('tag 1 in EUR'),
      texts('tag 2 in SAR', 'tag 3 in SAR'),
      texts('tag 1 in null'),
    ],
  });
});

test('a client’s variable with the name of an argument’s does not stand in for an argument that no object above has', async () => {
  const shop = { __typename: 'Shop', id: 's1', items: [{ __typename: 'Item', id: '1' }] };
  graph.stubs.set('shops', () => ({ data: { shops: [shop] } }));
  const name = 'contextualArgument_2_0';
  await graph.run(`query ($${name}: Boolean!) { shops { items { price @include(if: $${name}) } } }`, { [name]: true });
  const { query, variables } = graph.requests.at(-1) ?? {};
  expect(query).toContain(`price(in:$${name})`);
  expect(variables).toEqual({ representations: [{ __typename: 'Item', id: '1' }] });
});

test('an entity’s errors are reported at each of its positions', async () => {
  graph.stubs.set('prices', ({ variables }) => ({
    data: { _entities: (variables.representations as unknown[]).map(() => null) },
    errors: Object.values(variables).includes('SAR') ? [{ message: 'no', path: ['_entities', 1, 'price'] }] : [],
  }));
  const result = await graph.run('{ shops { items { price } } }');
  expect(errorPaths(result)).toEqual(['shops.0.items.1.price', 'shops.2.items.0.price']);
});
