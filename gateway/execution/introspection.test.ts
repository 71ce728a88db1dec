import { describe, expect, test } from '@jest/globals';
import {
  buildClientSchema,
  type GraphQLNamedType,
  getIntrospectionQuery,
  type IntrospectionQuery,
  parse,
  printType,
} from 'graphql';
import { localGraph } from '../testing/local-graph.ts';

const shop = {
  typeDefs: `
    "A day."
    scalar Day @specifiedBy(url: "https://example.com/day")
    scalar Json
    enum Color { RED BLUE @deprecated(reason: "sold out") }
    input Choice @oneOf { id: ID name: String }
    input Filter {
      first: Int = 3
      colors: [Color!] = [RED]
      since: Int @deprecated(reason: "use day")
      other: Json = { kind: RED, price: 1.10, code: 12345678901234567890 }
    }
    type Query {
      items(filter: Filter = { first: 2 }, old: Boolean @deprecated, day: Day = "2020-01-01", huge: Json = 1e400): Int
      item(by: Choice!): String
    }`,
  resolvers: { Query: { item: (_: unknown, { by }: { by: unknown }) => JSON.stringify(by) } },
};
const graph = localGraph({ shop });

const query = getIntrospectionQuery({
  oneOf: true,
  specifiedByUrl: true,
  inputValueDeprecation: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
});

interface Introspected {
  data: { __type: Record<string, unknown> };
}

const typeNamed = async (name: string, selections: string): Promise<unknown> => {
  const { data } = (await graph.run(`query ($name: String!) { __type(name: $name) { ${selections} } }`, {
    name,
  })) as unknown as Introspected;
  return data.__type;
};

describe('introspection', () => {
  test('of the whole schema has no errors, sends no request, and is that of a client schema', async () => {
    graph.reset();
    const { data, errors } = await graph.run(query);
    expect([errors, graph.requests]).toEqual([undefined, []]);
    const built = buildClientSchema(data as unknown as IntrospectionQuery);
    const sdl = ['Choice', 'Day', 'Color'].map((name) => printType(built.getType(name) as GraphQLNamedType)).join('\n');
    expect(sdl).toContain('input Choice @oneOf {\n  id: ID\n  name: String\n}');
    expect(sdl).toContain('scalar Day @specifiedBy(url: "https://example.com/day")');
    expect(sdl).toContain('BLUE @deprecated(reason: "sold out")');
  });

  test('with variables is executed for each request of an operation', async () => {
    const query = parse('query ($name: String!) { __type(name: $name) { name } }');
    const executable = graph.graph.compile(query, undefined);
    const { signal } = new AbortController();
    const fetch = () => Promise.reject(new Error('nothing is fetched'));
    for (const name of ['Day', 'Color']) {
      const variables = { name };
      expect(await executable.run({ variables, coerced: variables, fetch, signal })).toEqual({
        data: { __type: { name } },
      });
    }
  });

  test('has isOneOf, and null for types of other kinds', async () => {
    expect(await typeNamed('Choice', 'isOneOf')).toEqual({ isOneOf: true });
    expect(await typeNamed('Filter', 'isOneOf')).toEqual({ isOneOf: false });
    expect(await typeNamed('Day', 'isOneOf specifiedByURL description')).toEqual({
      isOneOf: null,
      specifiedByURL: 'https://example.com/day',
      description: 'A day.',
    });
  });

  test('has default values as the subgraph wrote them', async () => {
    expect(await typeNamed('Filter', 'inputFields { name defaultValue }')).toEqual({
      inputFields: [
        { name: 'first', defaultValue: '3' },
        { name: 'colors', defaultValue: '[RED]' },
        { name: 'other', defaultValue: '{kind: RED, price: 1.10, code: 12345678901234567890}' },
      ],
    });
    expect(await typeNamed('Query', 'fields { args { name defaultValue } }')).toEqual({
      fields: [
        {
          args: [
            { name: 'filter', defaultValue: '{first: 2}' },
            { name: 'day', defaultValue: '"2020-01-01"' },
            { name: 'huge', defaultValue: '1e400' },
          ],
        },
        { args: [{ name: 'by', defaultValue: null }] },
      ],
    });
  });

  test('has deprecated arguments and input fields only when they are selected', async () => {
    const names = '{ name isDeprecated deprecationReason }';
    expect(await typeNamed('Filter', `inputFields(includeDeprecated: true) ${names}`)).toMatchObject({
      inputFields: expect.arrayContaining([{ name: 'since', isDeprecated: true, deprecationReason: 'use day' }]),
    });
    expect(JSON.stringify(await typeNamed('Query', `fields { args ${names} }`))).not.toContain('old');
    expect(JSON.stringify(await typeNamed('Query', `fields { args(includeDeprecated: true) ${names} }`))).toContain(
      '{"name":"old","isDeprecated":true,"deprecationReason":"No longer supported"}',
    );
  });
});

describe('an input under @oneOf', () => {
  test.each(['{ id: "1", name: "x" }', '{}', '{ id: null }'])('is refused in a document with %s', async (literal) => {
    await expect(graph.run(`{ item(by: ${literal}) }`)).rejects.toThrow('Choice');
  });

  test.each([{ id: '1', name: 'x' }, {}, { id: null }])('is refused in a variable with %j', async (by) => {
    await expect(graph.run('query ($by: Choice!) { item(by: $by) }', { by })).rejects.toThrow(
      '"$by" got invalid value',
    );
  });

  test('reaches the subgraph with one field', async () => {
    const text = '{"name":"x"}';
    expect((await graph.run('{ item(by: { name: "x" }) }')).data).toEqual({ item: text });
    const byVariable = await graph.run('query ($by: Choice!) { item(by: $by) }', { by: { name: 'x' } });
    expect(byVariable.data).toEqual({ item: text });
  });

  test('is one in a supergraph that does not define the directive', async () => {
    const foreign = localGraph({ shop }, (sdl) => sdl.replace('directive @oneOf on INPUT_OBJECT', ''));
    await expect(foreign.run('{ item(by: {}) }')).rejects.toThrow('"Choice"');
    expect((await foreign.run('{ item(by: { id: 1 }) }')).data).toEqual({ item: '{"id":"1"}' });
  });
});
