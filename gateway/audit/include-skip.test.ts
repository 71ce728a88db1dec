import { beforeEach, expect, test } from '@jest/globals';
import { localGraph } from '../testing/local-graph.ts';

const mustNotRun = () => {
  throw new Error('an excluded field was requested');
};

/** An excluded field is not requested, and the fields that it requires are not, unless an included field requires them, too. */
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
        never: mustNotRun,
      },
    },
  },
  b: {
    typeDefs: `type Product @key(fields: "id") { id: ID! price: Int @external dear: Boolean @requires(fields: "price") lost: Int @requires(fields: "price") }`,
    resolvers: { Product: { dear: ({ price }: { price: number }) => price > 15, lost: mustNotRun } },
  },
  c: {
    typeDefs: `type Product @key(fields: "id") { id: ID! dear: Boolean @external cheap: Boolean @requires(fields: "dear") include: Int skip: Int }`,
    resolvers: {
      Product: { cheap: ({ dear }: { dear: boolean }) => dear === false, include: () => 1, skip: mustNotRun },
    },
  },
});

beforeEach(() => graph.reset());

const variables = { yes: true, no: false };

test('requests no field that a literal or a variable excludes', async () => {
  const query = `query ($yes: Boolean!, $no: Boolean = false) { product { id
    cheap @include(if: $yes) lost @skip(if: $yes) include @include(if: true) skip @include(if: $no) never @skip(if: true) } }`;
  expect(await graph.run(query, variables)).toEqual({ data: { product: { id: '1', cheap: true, include: 1 } } });
  const alone = 'query ($yes: Boolean!) { product { id dear @skip(if: $yes) } }';
  graph.reset();
  expect(await graph.run(alone, variables)).toEqual({ data: { product: { id: '1' } } });
  expect(graph.requestedSubgraphs()).toEqual(['a']);
});

test('runs one operation with every combination of its variables', async () => {
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

test('fetches an excluded field that an included one requires', async () => {
  const query = 'query ($no: Boolean!) { product { price @include(if: $no) dear @include(if: $no) cheap } }';
  expect(await graph.run(query, { no: false })).toEqual({ data: { product: { cheap: true } } });
  expect(await graph.run(query, { no: true })).toEqual({ data: { product: { price: 10, dear: false, cheap: true } } });
});

test('merges two selections of a field, one of which is excluded', async () => {
  const query = `query ($no: Boolean!) { product @include(if: $no) { never } product { ... @skip(if: $no) { name } } ... on Query @include(if: $no) { products { lost } } }`;
  expect(await graph.run(query, { no: false })).toEqual({ data: { product: { name: 'n1' } } });
});

test('returns an empty object when every field is excluded', async () => {
  expect(await graph.run('query ($no: Boolean!) { product @include(if: $no) { never } }', { no: false })).toEqual({
    data: {},
  });
  expect(graph.requests).toEqual([]);
  expect(await graph.run('query ($no: Boolean!) { product { never @include(if: $no) } }', { no: false })).toEqual({
    data: { product: {} },
  });
});
