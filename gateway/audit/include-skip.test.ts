import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const never = () => {
  throw new Error('asked for what is left out');
};

const graph = localGraph({
  a: {
    typeDefs: `
      type Query { product: Product products: [Product] }
      type Product @key(fields: "id") { id: ID! price: Int name: String never: Int }`,
    resolvers: {
      Query: { product: () => ({ id: '1' }), products: () => [{ id: '1' }, { id: '2' }] },
      Product: {
        price: ({ id }: { id: string }) => Number(id) * 10,
        name: ({ id }: { id: string }) => `n${id}`,
        never,
      },
    },
  },
  b: {
    typeDefs: `type Product @key(fields: "id") { id: ID! price: Int @external dear: Boolean @requires(fields: "price") lost: Int @requires(fields: "price") }`,
    resolvers: { Product: { dear: ({ price }: { price: number }) => price > 15, lost: never } },
  },
  c: {
    typeDefs: `type Product @key(fields: "id") { id: ID! dear: Boolean @external cheap: Boolean @requires(fields: "dear") include: Int skip: Int }`,
    resolvers: {
      Product: { cheap: ({ dear }: { dear: boolean }) => dear === false, include: () => 1, skip: never },
    },
  },
});

beforeEach(() => graph.reset());

const yes = { yes: true, no: false };

test('what is left out is asked of nobody', async () => {
  const query = `query ($yes: Boolean!, $no: Boolean = false) { product { id
    cheap @include(if: $yes) lost @skip(if: $yes) include @include(if: true) skip @include(if: $no) never @skip(if: true) } }`;
  expect(await graph.run(query, yes)).toEqual({ data: { product: { id: '1', cheap: true, include: 1 } } });
  const alone = 'query ($yes: Boolean!) { product { id dear @skip(if: $yes) } }';
  graph.reset();
  expect(await graph.run(alone, yes)).toEqual({ data: { product: { id: '1' } } });
  expect(graph.requestedSubgraphs()).toEqual(['a']);
});

test('one operation is right under all values of its variables', async () => {
  const query = `query ($a: Boolean!, $b: Boolean!) { products { name @skip(if: $a) ...P @include(if: $b) } }
    fragment P on Product { cheap dear @include(if: $a) price @skip(if: $b) @include(if: $a) }`;
  for (const a of [true, false]) {
    for (const b of [true, false]) {
      const product = (n: number) => ({
        ...(a ? {} : { name: `n${n}` }),
        ...(b ? { cheap: n === 1, ...(a ? { dear: n === 2 } : {}) } : {}),
      });
      expect(await graph.run(query, { a, b })).toEqual({ data: { products: [product(1), product(2)] } });
    }
  }
});

test('what is left out may be what others require', async () => {
  const query = 'query ($no: Boolean!) { product { price @include(if: $no) dear @include(if: $no) cheap } }';
  expect(await graph.run(query, { no: false })).toEqual({ data: { product: { cheap: true } } });
  expect(await graph.run(query, { no: true })).toEqual({ data: { product: { price: 10, dear: false, cheap: true } } });
});

test('one field is asked for twice, once under a condition', async () => {
  const query = `query ($no: Boolean!) { product @include(if: $no) { never } product { ... @skip(if: $no) { name } } ... on Query @include(if: $no) { products { lost } } }`;
  expect(await graph.run(query, { no: false })).toEqual({ data: { product: { name: 'n1' } } });
});

test('nothing is left', async () => {
  expect(await graph.run('query ($no: Boolean!) { product @include(if: $no) { never } }', { no: false })).toEqual({
    data: {},
  });
  expect(graph.requests).toEqual([]);
  expect(await graph.run('query ($no: Boolean!) { product { never @include(if: $no) } }', { no: false })).toEqual({
    data: { product: {} },
  });
});
