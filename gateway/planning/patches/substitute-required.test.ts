import { beforeEach, describe, expect, test } from '@jest/globals';
import { errorPaths, localGraph } from '../../testing/local-graph.ts';

interface Ref {
  id: string;
}
const rates: Record<string, number> = { SAR: 1, EUR: 4, USD: 3 };

/** The shop requires prices in several currencies: of products, of their parts, and of an interface's implementations. */
const graph = localGraph({
  products: {
    typeDefs: `
      type Query { product: Product products: [Product] offer: Offer anything: Anything }
      type Mutation { add: Product }
      union Anything = Product | Bundle
      type Product @key(fields: "id") {
        id: ID! price(currency: String = "SAR", times: Int): Int must: Int
        parts: [Part!] maker(country: String!): Maker
      }
      type Part { weight(unit: String!): Int name: String }
      type Maker { name(upper: Boolean): String }
      interface Offer @key(fields: "id") { id: ID! price(currency: String = "SAR"): Int }
      type Bundle implements Offer @key(fields: "id") { id: ID! price(currency: String = "SAR"): Int products: [Product!] }
      type Single implements Offer @key(fields: "id") { id: ID! price(currency: String = "SAR"): Int }`,
    resolvers: {
      Query: {
        product: () => ({ id: '1' }),
        products: () => [{ id: '1' }, null, { id: '2' }],
        offer: () => ({ __typename: 'Bundle', id: '5' }),
        anything: () => ({ __typename: 'Bundle', id: '6' }),
      },
      Mutation: { add: () => ({ id: '7' }) },
      Product: {
        price: ({ id }: Ref, { currency, times = 1 }: { currency: string; times?: number }) => {
          if (currency === 'USD' && id === '2') throw new Error('no dollars');
          return Number(id) * (rates[currency] ?? 0) * times;
        },
        parts: ({ id }: Ref) => [{ id }, { id: `${id}0` }],
        maker: (_: Ref, { country }: { country: string }) => ({ name: `maker of ${country}` }),
      },
      Part: {
        weight: ({ id }: Ref, { unit }: { unit: string }) => Number(id) * (unit === 'g' ? 1000 : 1),
        name: ({ id }: Ref) => `part ${id}`,
      },
      Maker: {
        name: ({ name }: { name: string }, args: { upper?: boolean }) => (args.upper ? name.toUpperCase() : name),
      },
      Offer: { __resolveReference: ({ id }: Ref) => ({ __typename: 'Bundle', id }) },
      Bundle: {
        price: ({ id }: Ref, { currency }: { currency: string }) => Number(id) * 10 * (rates[currency] ?? 0),
        products: () => [{ id: '1' }],
      },
    },
  },
  shop: {
    typeDefs: `
      type Query { shop: Int }
      type Product @key(fields: "id") {
        id: ID!
        price(currency: String = "SAR", times: Int): Int @external
        parts: [Part!] @external
        maker(country: String!): Maker @external
        inEuro: String @requires(fields: "price(currency: \\"EUR\\")")
        inDollars: String @requires(fields: "price(currency: \\"USD\\")")
        thrice(mark: String): String @requires(fields: "price(currency: \\"EUR\\", times: 3)")
        alsoThrice: String @requires(fields: "price(times: 3, currency: \\"EUR\\")")
        own: String @requires(fields: "price")
        plain: String
        grams: [Int] @requires(fields: "parts { weight(unit: \\"g\\") name }")
        kilos: [Int] @requires(fields: "parts { weight(unit: \\"kg\\") }")
        made: String @requires(fields: "maker(country: \\"SA\\") { name(upper: true) } price(currency: \\"EUR\\")")
        named: String @requires(fields: "maker(country: \\"EG\\") { name }")
      }
      type Part @external { weight(unit: String!): Int name: String }
      type Maker @external { name(upper: Boolean): String }
      type Offer @interfaceObject @key(fields: "id") {
        id: ID! price(currency: String = "SAR"): Int @external
        euros: Int @requires(fields: "price(currency: \\"EUR\\")")
        dollars: Int @requires(fields: "price(currency: \\"USD\\")")
      }`,
    resolvers: {
      Product: {
        inEuro: ({ price }: { price: number }) => `${price} EUR`,
        inDollars: ({ price }: { price?: number }) => `${price} USD`,
        thrice: ({ price }: { price: number }, { mark }: { mark?: string }) => `${price}${mark ?? ''}`,
        alsoThrice: ({ price }: { price: number }) => `${price} again`,
        own: ({ price }: { price: number }) => `own ${price}`,
        plain: ({ id }: Ref) => `plain ${id}`,
        grams: ({ parts }: { parts: { weight: number; name: string }[] }) =>
          parts.map(({ weight, name }) => (name.startsWith('part') ? weight : null)),
        kilos: ({ parts }: { parts: { weight: number }[] }) => parts.map(({ weight }) => weight),
        made: ({ maker, price }: { maker: { name: string }; price: number }) => `${maker.name} for ${price}`,
        named: ({ maker }: { maker: { name: string } }) => maker.name,
      },
      Offer: {
        euros: ({ price }: { price: number }) => price,
        dollars: ({ price }: { price: number }) => price,
      },
    },
  },
});

beforeEach(() => graph.reset());

async function dataOf(query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await graph.run(query, variables);
  expect(errors).toBeUndefined();
  return JSON.stringify(data);
}

describe('a field that is required with arguments', () => {
  test('has the value for those arguments', async () => {
    expect(await dataOf('{ product { inEuro } }')).toBe('{"product":{"inEuro":"4 EUR"}}');
    expect(await dataOf('{ product { own } }')).toBe('{"product":{"own":"own 1"}}');
    const sent = graph.requests.findLast(({ subgraph }) => subgraph === 'shop');
    expect(sent?.variables.representations).toEqual([{ __typename: 'Product', id: '1', price: 1 }]);
  });

  test('has a different value for each field that requires it with different arguments', async () => {
    expect(await dataOf('{ product { inDollars inEuro plain thrice own } }')).toBe(
      '{"product":{"inDollars":"3 USD","inEuro":"4 EUR","plain":"plain 1","thrice":"12","own":"own 1"}}',
    );
    expect(graph.requests.filter(({ subgraph }) => subgraph === 'shop')).toHaveLength(1);
  });

  test('is fetched once for all fields that require it with equal arguments, in any order', async () => {
    expect(await dataOf('{ product { alsoThrice thrice } }')).toBe(
      '{"product":{"alsoThrice":"12 again","thrice":"12"}}',
    );
    expect(graph.requests.map(({ query }) => query)).toEqual([
      expect.stringMatching(/^\{product\{[^{]*price\(currency:"EUR",? ?times:3\)[^(]*\}\}$/),
      expect.stringMatching(/\{alsoThrice thrice\}/),
    ]);
  });

  test('does not change the client’s field with other arguments', async () => {
    expect(await dataOf('{ product { price(currency: "USD") inEuro } }')).toBe(
      '{"product":{"price":3,"inEuro":"4 EUR"}}',
    );
    expect(
      await dataOf(
        'query ($c: String) { product { ...P price } } fragment P on Product { p: price(currency: $c) inEuro q: price }',
        { c: 'USD' },
      ),
    ).toBe('{"product":{"p":3,"inEuro":"4 EUR","q":1,"price":1}}');
  });

  test('may be in lists, below other fields, and have nested fields', async () => {
    expect(await dataOf('{ products { grams kilos inEuro } }')).toBe(
      '{"products":[{"grams":[1000,10000],"kilos":[1,10],"inEuro":"4 EUR"},null,{"grams":[2000,20000],"kilos":[2,20],"inEuro":"8 EUR"}]}',
    );
    expect(await dataOf('{ product { named made maker(country: "JO") { name } parts { weight(unit: "t") } } }')).toBe(
      '{"product":{"named":"maker of EG","made":"MAKER OF SA for 4","maker":{"name":"maker of JO"},"parts":[{"weight":1},{"weight":10}]}}',
    );
  });

  test('may be on an interface, on a union member, and in the result of a mutation', async () => {
    expect(await dataOf('{ offer { dollars euros price } }')).toBe('{"offer":{"dollars":150,"euros":200,"price":50}}');
    expect(await dataOf('{ anything { ... on Bundle { euros dollars products { inEuro inDollars } } } }')).toBe(
      '{"anything":{"euros":240,"dollars":180,"products":[{"inEuro":"4 EUR","inDollars":"3 USD"}]}}',
    );
    expect(await dataOf('mutation { add { inEuro inDollars } }')).toBe(
      '{"add":{"inEuro":"28 EUR","inDollars":"21 USD"}}',
    );
  });

  test('leaves each variable to the field that uses it', async () => {
    expect(await dataOf('query ($m: String) { product { inEuro thrice(mark: $m) inDollars } }', { m: '!' })).toBe(
      '{"product":{"inEuro":"4 EUR","thrice":"12!","inDollars":"3 USD"}}',
    );
  });

  test('has its error under its own name, and does not affect fields with other arguments', async () => {
    const result = await graph.run('{ products { inDollars inEuro } }');
    expect(JSON.stringify(result.data)).toBe(
      '{"products":[{"inDollars":"3 USD","inEuro":"4 EUR"},null,{"inDollars":"null USD","inEuro":"8 EUR"}]}',
    );
    expect(errorPaths(result)).toEqual(['products.2.price']);
  });

  test('has a substitute that clients cannot query', async () => {
    await expect(graph.run('{ product { price__required_0 } }')).rejects.toThrow('Cannot query field');
  });
});
