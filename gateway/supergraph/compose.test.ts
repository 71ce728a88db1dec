import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { apiSchemaOf, CompositionFailed, composeSupergraph, readSubgraphSchemas } from './compose.ts';

const root = path.resolve(import.meta.dirname, '../..');

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`;

function failureOf(run: () => unknown): CompositionFailed {
  try {
    run();
  } catch (error) {
    if (error instanceof CompositionFailed) return error;
    throw error;
  }
  throw new Error('the subgraphs composed');
}

describe('composeSupergraph', () => {
  test('composes the four subgraphs of the platform with their default URLs', async () => {
    const { supergraphSdl } = composeSupergraph(await readSubgraphSchemas(root));

    expect(supergraphSdl).toContain('USERS @join__graph(name: "users", url: "http://127.0.0.1:4001/graphql")');
    expect(supergraphSdl).toContain('TRIPS @join__graph(name: "trips", url: "http://127.0.0.1:4002/graphql")');
    expect(supergraphSdl).toContain(
      'NOTIFICATIONS @join__graph(name: "notifications", url: "http://127.0.0.1:4003/graphql")',
    );
    expect(supergraphSdl).toContain('AUTH @join__graph(name: "auth", url: "http://127.0.0.1:4004/graphql")');
  });

  test('keeps the auth directives', async () => {
    const { supergraphSdl } = composeSupergraph(await readSubgraphSchemas(root));

    expect(supergraphSdl).toMatch(/me: Account! @join__field\(graph: USERS\) @authenticated/);
    expect(supergraphSdl).toMatch(/@requiresScopes\(scopes: \[\["driver"\]\]\)/);
  });

  test('writes the same text for the same subgraphs', async () => {
    const subgraphs = await readSubgraphSchemas(root);

    expect(composeSupergraph(subgraphs)).toEqual(composeSupergraph(subgraphs));
  });

  describe('@oneOf', () => {
    const one = `${link('"@key"')} input Pick @oneOf { id: ID name: String } type Query { a(by: Pick): Int }`;
    const subgraphs = (other: string) => [
      { name: 'one', url: 'http://one', typeDefs: one },
      { name: 'two', url: 'http://two', typeDefs: `${link('"@key"')} type Query { b(by: Pick): Int } ${other}` },
    ];

    test.each([
      ['the other subgraph too', 'input Pick @oneOf { id: ID name: String }'],
      ['only one subgraph', 'input Pick { id: ID name: String }'],
      ['a subgraph that defines it', 'directive @oneOf on INPUT_OBJECT input Pick @oneOf { name: String id: ID }'],
    ])('of %s is in the supergraph and the API schema', (_, other) => {
      const { supergraphSdl } = composeSupergraph(subgraphs(other));
      expect(supergraphSdl.match(/@oneOf/g)).toHaveLength(2);
      expect(apiSchemaOf(supergraphSdl).getType('Pick')).toMatchObject({ isOneOf: true });
    });

    test('fails when another subgraph’s input does not fit it', () => {
      const failure = failureOf(() => composeSupergraph(subgraphs('input Pick { id: ID! name: String }')));
      expect(failure.errors).toEqual(['INVALID_GRAPHQL: OneOf input field Pick.id must be nullable.']);
    });
  });

  test('keeps the default values of custom scalars as they are written, also on renamed root types', () => {
    const typeDefs = `schema { query: Root } scalar Json
      input In { big: Json = 12345678901234567890 price: Json = 1.10 }
      interface Node { at(x: Json = {k: RED}): Int }
      type Root implements Node { at(x: Json = {k: RED}): Int get(in: In = {big: 9007199254740993}): Int }`;
    const { supergraphSdl } = composeSupergraph([
      { name: 'one', url: 'http://one', typeDefs: link('"@key"') + typeDefs },
    ]);
    for (const written of [
      'big: Json = 12345678901234567890',
      'price: Json = 1.10',
      '(in: In = {big: 9007199254740993})',
    ]) {
      expect(supergraphSdl).toContain(written);
    }
    expect(supergraphSdl.match(/at\(x: Json = \{k: RED\}\)/g)).toHaveLength(2);
  });

  test('lists every composition error with its code', () => {
    const failure = failureOf(() =>
      composeSupergraph([
        { name: 'one', url: 'http://one', typeDefs: `${link('"@shareable"')} type Query { a: Int @shareable b: Int }` },
        { name: 'two', url: 'http://two', typeDefs: `${link('"@shareable"')} type Query { a: ID @shareable b: Int }` },
      ]),
    );

    expect(failure.errors).toHaveLength(2);
    expect(failure.errors).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^FIELD_TYPE_MISMATCH: .*"Query\.a"/),
        expect.stringMatching(/^INVALID_FIELD_SHARING: .*"Query\.b"/),
      ]),
    );
    for (const error of failure.errors) expect(failure.message).toContain(error);
  });

  test('lists every syntax error with its subgraph and location', () => {
    const failure = failureOf(() =>
      composeSupergraph([
        { name: 'fine', url: 'http://fine', typeDefs: 'type Query { a: Int }' },
        { name: 'torn', url: 'http://torn', typeDefs: 'type Query {\n  b: Int' },
        { name: 'worn', url: 'http://worn', typeDefs: 'tipe Query { c: Int }' },
      ]),
    );

    expect(failure.errors).toEqual([
      expect.stringMatching(/^\[torn:2:9\] Syntax Error/),
      expect.stringMatching(/^\[worn:1:1\] Syntax Error/),
    ]);
  });
});

describe('readSubgraphSchemas', () => {
  test('overrides the default URLs by name', async () => {
    const subgraphs = await readSubgraphSchemas(root, { trips: 'http://trips.internal/graphql' });

    expect(subgraphs.map(({ name, url }) => [name, url])).toEqual([
      ['users', 'http://127.0.0.1:4001/graphql'],
      ['trips', 'http://trips.internal/graphql'],
      ['notifications', 'http://127.0.0.1:4003/graphql'],
      ['auth', 'http://127.0.0.1:4004/graphql'],
    ]);
  });

  test('names the file when a schema is missing', async () => {
    const empty = await mkdtemp(path.join(os.tmpdir(), 'masar-compose-'));
    try {
      await expect(readSubgraphSchemas(empty)).rejects.toThrow(/ENOENT.*schema\.graphql/);
    } finally {
      await rm(empty, { recursive: true });
    }
  });
});

describe('apiSchemaOf', () => {
  test('excludes inaccessible elements and federation’s own definitions', async () => {
    const schema = apiSchemaOf(composeSupergraph(await readSubgraphSchemas(root)).supergraphSdl);

    expect(schema.getQueryType()?.getFields()).toHaveProperty('me');
    expect(schema.getQueryType()?.getFields()).not.toHaveProperty('adminByPassword');
    expect(schema.getMutationType()?.getFields()).not.toHaveProperty('ensureAccount');
    expect(schema.getType('EnsureAccountInput')).toBeUndefined();
    expect(
      Object.keys(schema.getTypeMap()).filter((name) => /^(join__|link__|federation__|_[A-Z])/.test(name)),
    ).toEqual([]);
  });
});
