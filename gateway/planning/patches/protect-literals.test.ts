import { beforeEach, describe, expect, test } from '@jest/globals';
import { GraphQLScalarType, print } from 'graphql';
import { localGraph } from '../../testing/local-graph.ts';

/** Shows how a value came: as a literal, as it was written, or as a variable. */
const Raw = new GraphQLScalarType({
  name: 'Raw',
  serialize: (value) => value,
  parseValue: (value) => `variable ${JSON.stringify(value)}`,
  parseLiteral: (node) => `literal ${print(node)}`,
});

const graph = localGraph({
  values: {
    typeDefs: `
      scalar Raw
      type Query { raw(x: Raw): String raws(xs: [Raw!]): [String] input(in: Input): String echo(n: Int, on: Boolean): String thing: Thing }
      input Input { x: Raw n: Int }
      type Thing @key(fields: "id") { id: ID! }`,
    resolvers: {
      Raw,
      Query: {
        raw: (_: unknown, { x }: { x: string }) => x,
        raws: (_: unknown, { xs }: { xs: string[] }) => xs,
        input: (_: unknown, { in: { x, n } }: { in: { x: string; n: number } }) => `${x} ${n}`,
        echo: (_: unknown, { n, on }: { n?: number; on?: boolean }) => `${n} ${on}`,
        thing: () => ({ id: 't1' }),
      },
    },
  },
  tags: {
    typeDefs: 'type Thing @key(fields: "id") { id: ID! tag(n: Int): String }',
    resolvers: { Thing: { tag: (_: unknown, { n }: { n: number }) => `n${n}` } },
  },
});

beforeEach(() => graph.reset());

describe('a literal of a custom scalar', () => {
  test.each(['12345678901234567890', '1.10', '1e400', 'RED', '"text"', '[1.10, RED]', '{k: RED, l: [1.0]}'])(
    'reaches the subgraph as it was written: %s',
    async (literal) => {
      expect(await graph.run(`{ raw(x: ${literal}) }`)).toEqual({ data: { raw: `literal ${literal}` } });
    },
  );

  test('does so in a list and in an input object', async () => {
    expect(await graph.run('{ raws(xs: [1.10, RED]) input(in: { x: 2.50, n: 3 }) }')).toEqual({
      data: { raws: ['literal 1.10', 'literal RED'], input: 'literal 2.50 3' },
    });
  });

  test('as the default value of a variable, unless the client sends a value', async () => {
    const query = 'query ($x: Raw = 1.10) { raw(x: $x) }';
    expect(await graph.run(query)).toEqual({ data: { raw: 'literal 1.10' } });
    expect(await graph.run(query, { x: 2 })).toEqual({ data: { raw: 'variable 2' } });
  });
});

describe('a variable named as one of the planner’s', () => {
  test.each(['representations', 'representations_0', 'contextualArgument_1_0', 'client__0', 'literal__0'])(
    '$%s has the client’s value',
    async (name) => {
      const query = `query ($${name}: Int) { echo(n: $${name}) thing { tag(n: $${name}) } raw(x: 1.10) }`;
      expect(await graph.run(query, { [name]: 3 })).toEqual({
        data: { echo: '3 undefined', thing: { tag: 'n3' }, raw: 'literal 1.10' },
      });
    },
  );

  test('left to its default does not get the value of another variable', async () => {
    const query =
      'query ($contextualArgument_0_0: Int = 1, $client__0: Int) { a: echo(n: $contextualArgument_0_0) b: echo(n: $client__0) }';
    expect(await graph.run(query, { client__0: 2 })).toEqual({ data: { a: '1 undefined', b: '2 undefined' } });
  });

  test('can be a condition', async () => {
    const query =
      'query ($representations: Boolean!) { echo(on: $representations) thing @skip(if: $representations) { id } }';
    expect(await graph.run(query, { representations: true })).toEqual({ data: { echo: 'undefined true' } });
  });
});
