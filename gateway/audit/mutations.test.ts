import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

interface Ref {
  id: string;
  price?: number;
}

const state = { number: 0, log: [] as string[], added: 0 };
const apply = (step: string, number: number) => {
  state.log.push(step);
  state.number = number;
  return number;
};

/** The fields of a mutation run in series (GraphQL specification 6.2.2), also over several subgraphs. */
const graph = localGraph({
  a: {
    typeDefs: `
      type Query { product(id: ID!): Product }
      type Mutation {
        add(name: String!, price: Int!): Product! plus(by: Int!): Int fail: Int must: Int!
        shared(name: String!): Category @shareable
      }
      type Product @key(fields: "id") { id: ID! name: String price: Int number: Int }
      type Category @key(fields: "id") { id: ID! name: String @shareable }`,
    resolvers: {
      Query: { product: (_: unknown, { id }: Ref) => ({ id, name: `name ${id}`, price: Number(id) }) },
      Mutation: {
        add: (_: unknown, { name, price }: { name: string; price: number }) => {
          apply(`add ${name}`, state.number);
          return { id: `${price}`, name, price };
        },
        plus: (_: unknown, { by }: { by: number }) => apply(`+${by}`, state.number + by),
        fail: () => {
          apply('fail', state.number);
          throw new Error('no');
        },
        must: () => null,
        shared: (_: unknown, { name }: { name: string }) => {
          state.added += 1;
          return { id: 'c1', name };
        },
      },
      Product: {
        __resolveReference: ({ id }: Ref) => ({ id, name: `name ${id}`, price: Number(id) }),
        number: () => state.number,
      },
    },
  },
  b: {
    typeDefs: `
      type Mutation { times(by: Int!): Int drop: Product shared(name: String!): Category @shareable }
      type Product @key(fields: "id") { id: ID! price: Int @external dear: Boolean @requires(fields: "price") after: Int }
      type Category @key(fields: "id") { id: ID! name: String @shareable }`,
    resolvers: {
      Mutation: {
        times: (_: unknown, { by }: { by: number }) => apply(`*${by}`, state.number * by),
        drop: () => {
          apply('drop', 0);
          return { id: '500' };
        },
        shared: (_: unknown, { name }: { name: string }) => {
          state.added += 1;
          return { id: 'c1', name };
        },
      },
      Product: { dear: ({ price }: Ref) => (price ?? 0) > 100, after: () => state.number },
    },
  },
});

beforeEach(() => {
  Object.assign(state, { number: 0, log: [], added: 0 });
});

test('completes the result of a mutation from other subgraphs', async () => {
  const query =
    'mutation ($name: String!) { add(name: $name, price: 599) { name price dear } b: add(name: "x", price: 9) { dear id } }';
  expect(await graph.run(query, { name: 'new' })).toEqual({
    data: { add: { name: 'new', price: 599, dear: true }, b: { dear: false, id: '9' } },
  });
  expect(state.log).toEqual(['add new', 'add x']);
});

test('runs mutations of several subgraphs in order', async () => {
  const query =
    'mutation { five: plus(by: 5) ten: times(by: 2) twelve: plus(by: 2) drop { id number } last: plus(by: 1) }';
  const answer = await graph.run(query);
  expect(answer).toEqual({ data: { five: 5, ten: 10, twelve: 12, drop: { id: '500', number: 0 }, last: 1 } });
  expect(Object.keys(answer.data ?? {})).toEqual(['five', 'ten', 'twelve', 'drop', 'last']);
  expect(state.log).toEqual(['+5', '*2', '+2', 'drop', '+1']);
});

test('completes each result before the next mutation runs', async () => {
  const query =
    'mutation { plus(by: 3) a: add(name: "a", price: 1) { after number } times(by: 4) b: add(name: "b", price: 1) { after number } }';
  expect(await graph.run(query)).toEqual({
    data: { plus: 3, a: { after: 3, number: 3 }, times: 12, b: { after: 12, number: 12 } },
  });
});

test('keeps the order across fragments and conditions', async () => {
  const query = `mutation ($no: Boolean!) { ...A times(by: 3) ... on Mutation { b: plus(by: 1) } skip: plus(by: 100) @include(if: $no) ...A }
    fragment A on Mutation { plus(by: 2) @skip(if: $no) }`;
  expect(await graph.run(query, { no: false })).toEqual({ data: { plus: 2, times: 6, b: 7 } });
  expect(state.log).toEqual(['+2', '*3', '+1']);
});

test('goes on after a mutation that fails', async () => {
  const { data, errors } = await graph.run('mutation { plus(by: 1) fail times(by: 5) }');
  expect(data).toEqual({ plus: 1, fail: null, times: 5 });
  expect(errors?.map(({ message, path }) => [message, path])).toEqual([['no', ['fail']]]);
});

test('runs a shared mutation in one subgraph only', async () => {
  expect(await graph.run('mutation { shared(name: "n") { id name } }')).toEqual({
    data: { shared: { id: 'c1', name: 'n' } },
  });
  expect(state.added).toBe(1);
});
