import { describe, expect, test } from '@jest/globals';
import { maxCost } from './cost-program.ts';
import { costOf, pricedGraph } from './testing/priced-graph.ts';

const schema = `
  type Query { items(first: Int = 20): [Item!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false) item: Item }
  type Mutation { add(name: String): Item charge: Int @cost(weight: 70) }
  type Subscription { item: Item }
  type Item { name: String parts: [Item!] tags: [String!] grid: [[Item]] related: Item
    more(first: Int): [Item] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false) }`;
const graph = pricedGraph({ one: schema });
const estimate = (query: string, variables: Record<string, unknown> = {}): number =>
  costOf(graph, query).estimate(variables);

test.each([
  ['an object', '{ item { name } }', 1],
  ['each alias', '{ a: item { name } b: item { name } }', 2],
  [
    'a field that two fragments select once',
    '{ ...A ...B } fragment A on Query { item { related { name } } } fragment B on Query { item { related { tags } } }',
    2,
  ],
  ['a field of a mutation 10', 'mutation { add { name } }', 10],
  ['a field of a mutation what the schema says', 'mutation { a: charge b: charge }', 140],
  ['a subscription one event', 'subscription { item { related { name } } }', 2],
  ['a list without @listSize ten', '{ item { parts { related { name } } } }', 1 + 1 + 10],
  ['a list of lists a hundred', '{ item { grid { related { name } } } }', 1 + 1 + 100],
  ['nothing for __typename', '{ __typename item { __typename } }', 1],
  ['introspection the same, whatever it selects', '{ __schema { types { fields { name } } } }', 10],
])('counts for %s', (_, query, cost) => {
  expect(estimate(query)).toBe(cost);
});

describe('lists', () => {
  test('multiply when they are nested', () => {
    expect(estimate('{ items(first: 5) { more(first: 4) { related { name } } } }')).toBe(1 + 5 * (1 + 4));
  });

  test('cost no more than the greatest number, however many are nested', () => {
    const nested = 'more(first: 2147483647) {'.repeat(30);
    const query = `{ items(first: 2147483647) { ${nested} related { name } ${'}'.repeat(30)} } }`;
    expect(estimate(query)).toBe(maxCost);
    const variable = `query ($n: Int) ${query.replaceAll('2147483647', '$n')}`;
    expect(estimate(variable, { n: 2_147_483_647 })).toBe(maxCost);
    expect(estimate(variable, { n: 0 })).toBe(1);
  });

  test.each([-1, -2_147_483_648])('of a negative length cost nothing: %i', (n) => {
    const query = (first: unknown) => `{ items(first: ${first}) { related { name } } }`;
    expect(estimate(query(n))).toBe(1);
    expect(estimate(`query ($n: Int) ${query('$n')}`, { n })).toBe(1);
  });

  test('of more than the largest page count as such a page', () => {
    const bounded = pricedGraph({ one: schema }, { assumedSize: 10, largestPage: 100 });
    const query = 'query ($n: Int) { items(first: $n) { related { name } } }';
    const sizes = [100, 101, 2_147_483_647].map((n) => costOf(bounded, query).estimate({ n }));
    expect(sizes).toEqual([101, 101, 101]);
  });
});

describe('@skip and @include', () => {
  const query = `query ($a: Boolean = true, $b: Boolean!) {
    item { related @include(if: $a) { related { name } } ... @skip(if: $b) { parts { related { name } } related { name } } } }`;

  test.each([
    [{ a: true, b: true }, 1 + 2],
    [{ a: false, b: true }, 1],
    [{ a: false, b: false }, 1 + 11 + 1],
  ])('count by the values of their variables: %j', (variables, cost) => {
    expect(estimate(query, variables)).toBe(cost);
  });

  test('count by literals', () => {
    expect(estimate('{ item { related @skip(if: true) { name } ... @include(if: false) { related { name } } } }')).toBe(
      1,
    );
    expect(estimate('{ item { related @skip(if: false) { name } ... @include(if: true) { related { name } } } }')).toBe(
      2,
    );
  });
});

describe('composition', () => {
  test('takes the greatest weight and the greatest size of several subgraphs', () => {
    const thing = (
      weight: number,
      size: number,
    ) => `type Thing @shareable @cost(weight: ${weight}) { n: Int @cost(weight: ${weight + 1}) }
      type Query { things: [Thing] @shareable @cost(weight: ${weight + 2}) @listSize(assumedSize: ${size}) }`;
    const merged = pricedGraph({ one: thing(3, 4), two: thing(2, 7) });
    expect(costOf(merged, '{ things { n } }').estimate({})).toBe(5 + 7 * (3 + 4));
  });

  test('knows the directives under other names', () => {
    const link = (imports: string) =>
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;
    const renamed = pricedGraph({
      one: `${link('{ name: "@cost", as: "@price" }, { name: "@listSize", as: "@length" }')}
        type Query { a: [Int] @price(weight: 3) b: [B] @length(assumedSize: 4) } type B { n: Int @price(weight: 2) }`,
    });
    expect(costOf(renamed, '{ a b { n } }').estimate({})).toBe(3 + 1 + 4 * 2);
  });

  test('gives the fields of an @interfaceObject to the objects of the interface', () => {
    const merged = pricedGraph({
      one: `interface Media @key(fields: "id") { id: ID! } type Book implements Media @key(fields: "id") { id: ID! }
        type Query { media: Media book: Book }`,
      two: `type Media @key(fields: "id") @interfaceObject { id: ID! reviews: [Int] @cost(weight: 4) @listSize(assumedSize: 3) }`,
    });
    expect(costOf(merged, '{ media { reviews } }').estimate({})).toBe(1 + 4);
    expect(costOf(merged, '{ book { reviews } }').estimate({})).toBe(1 + 4);
  });

  test('of a supergraph without the directives costs by the defaults', () => {
    const plain = pricedGraph({
      one: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
        type Query { items: [Item] } type Item { of: Item }`,
    });
    expect(costOf(plain, '{ items { of { __typename } } }').estimate({})).toBe(1 + 10);
  });
});

test('the weight of a type counts for each of its values', () => {
  const typed = pricedGraph({
    one: `type Query { items: [Item] @listSize(assumedSize: 3) hashes: [Hash] @listSize(assumedSize: 4) }
      type Item @cost(weight: 5) { hash: Hash } scalar Hash @cost(weight: 2)`,
  });
  expect(costOf(typed, '{ items { hash } hashes }').estimate({})).toBe(1 + 3 * (5 + 2) + 4 * 2);
});

describe('a document made to be slow', () => {
  const types = Array.from(
    { length: 8 },
    (_, at) => `type T${at} implements Node { self: Node n: Int @cost(weight: ${at}) }`,
  );
  const abstract = pricedGraph({
    one: `interface Node { self: Node n: Int } ${types.join(' ')} type Query { node: Node }`,
  });

  test('of nested abstract types is compiled once for each type, and computed once', () => {
    const depth = 90;
    const query = `query ($on: Boolean!) { node { ${'self { '.repeat(depth)} n @include(if: $on) ${'} '.repeat(depth)} } }`;
    const cost = costOf(abstract, query);
    expect(cost.estimate({ on: true })).toBe(1 + depth + 7);
    expect(cost.estimate({ on: false })).toBe(1 + depth);
  });

  test('of selections that differ on every path of types is refused', () => {
    const chain = (at: number, depth: number): string =>
      depth === 0 ? 'n' : `... on ${depth === at ? 'T1' : 'Node'} { self { ${chain(at, depth - 1)} } }`;
    const query = `{ node { ${Array.from({ length: 24 }, (_, at) => chain(at + 1, 26)).join(' ')} } }`;
    expect(() => costOf(abstract, query)).toThrow('OPERATION_TOO_LARGE');
  });
});
