import { ERRORS } from '@apollo/federation-internals';
import { describe, expect, test } from '@jest/globals';
import { readWorkingTree } from '../sources/working-tree.ts';
import { composeWorkingTree } from './compose-working-tree.ts';
import { hintedCodes } from './hints.ts';
import { missingRules } from './second-opinion.ts';

const imports = ['@key', '@external', '@requires', '@shareable', '@inaccessible', '@override', '@authenticated'];
const version = 'https://specs.apollo.dev/federation/v2.9';
const link = `extend schema @link(url: "${version}", import: [${imports.map((name) => `"${name}"`).join(', ')}])\n`;

/** Composes the subgraphs `one`, `two`. A schema that begins with `extend schema` has its own link. */
function compose(...schemas: string[]) {
  const subgraphs = schemas.map((text, at) => {
    const name = ['one', 'two', 'three'][at] ?? '';
    return { name, url: `http://${name}`, file: name, typeDefs: text.startsWith('extend schema') ? text : link + text };
  });
  return composeWorkingTree(subgraphs);
}

/** The errors, as `CODE FILE:LINE:COLUMN ...`. */
function errors(...schemas: string[]): string[] {
  const composition = compose(...schemas);
  if (!('errors' in composition)) return [];
  return composition.errors.map(({ code, places }) =>
    [code, ...places.map(({ file, line, column }) => `${file}:${line}:${column}`)].join(' '),
  );
}

const sharing = 'type Query { a: Int }';

describe('an error of composition has its place in each subgraph that is involved', () => {
  test.each([
    ['a syntax error', ['type Query {\n  a Int }'], 'INVALID_SYNTAX one:3:5'],
    ['an unknown type', ['type Query { a: Nowhere }'], 'INVALID_GRAPHQL one:2:17'],
    ['a field of two subgraphs', [sharing, `${sharing}`], 'INVALID_FIELD_SHARING one:2:14 two:2:14'],
    [
      'a field with a description',
      ['type Query {\n  "It is described."\n  a: Int\n}', sharing],
      'INVALID_FIELD_SHARING one:4:3 two:2:14',
    ],
    ['a field of three subgraphs', [sharing, sharing, sharing], 'INVALID_FIELD_SHARING one:2:14 three:2:14 two:2:14'],
    ['a field that is defined twice', ['type Query { a: Int a: Int }'], 'INVALID_GRAPHQL one:2:14 one:2:21'],
    [
      'an argument that one of two subgraphs lacks',
      [
        'type Query { t: T } type T @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }',
        'type T @key(fields: "id") { id: ID! x(in: Int): Int }',
      ],
      'EXTERNAL_ARGUMENT_MISSING two:2:39 one:2:57',
    ],
    [
      'a field that cannot be reached, which composition gives no place of',
      [
        'type Query { t: T } type T @key(fields: "id") { id: ID! }',
        'type T @key(fields: "id", resolvable: false) { id: ID! name: Int }',
      ],
      'SATISFIABILITY_ERROR one:2:26 two:2:56',
    ],
    ['no query', ['type T { a: Int }'], 'NO_QUERIES'],
  ])('%s', (_, schemas, expected) => {
    expect(errors(...schemas)).toEqual([expected]);
  });

  test('several, all of them, with a hint', () => {
    expect(errors('type Query { a: Int b: Int }', 'type Query { a: Int b: Int }')).toHaveLength(2);
    expect(compose(sharing, sharing)).toMatchObject({
      errors: [
        {
          hint: 'Mark the field @shareable in every subgraph that resolves it, or move it to one of them with @override(from:).',
        },
      ],
    });
  });
});

test('the hints are for codes that composition has', () => {
  const codes = new Set([...Object.values(ERRORS).map(({ code }) => code), 'INVALID_SYNTAX']);

  expect(hintedCodes.filter((code) => !codes.has(code))).toEqual([]);
  expect(missingRules.filter((code) => !codes.has(code))).toEqual([]);
});

describe('the second opinion', () => {
  test("agrees on the project's own subgraphs", async () => {
    const own = composeWorkingTree(await readWorkingTree(process.cwd()));

    expect(own).toEqual({ supergraphSdl: expect.any(String), disagreement: null });
  });

  test('agrees on subgraphs that neither composes', () => {
    expect(compose(sharing, sharing).disagreement).toBeNull();
  });

  test('is not sought of a schema that does not parse', () => {
    expect(compose('type Query {').disagreement).toBeNull();
  });

  test('is a dangerous change with its message if only the first composes', () => {
    const renamed = `extend schema @link(url: "${version}", as: "fed")
      type Query { t: T } type T @fed__key(fields: "id") { id: ID! }`;

    expect(compose(renamed)).toEqual({
      supergraphSdl: expect.any(String),
      disagreement: {
        code: 'COMPOSITION_DISAGREEMENT',
        severity: 'dangerous',
        path: '(schema)',
        message:
          'Apollo\'s composition accepts the subgraphs, and @theguild/federation-composition does not: INVALID_GRAPHQL: [one] Unknown directive "@fed__key".',
        noticedBy: [],
      },
    });
  });

  test('is one too if only the second composes', () => {
    const { disagreement } = compose(
      'type Query { a(e: E = A): Int } enum E { A B }',
      'type Query { b(e: E): Int } enum E { B }',
    );

    expect(disagreement?.message).toBe(
      "@theguild/federation-composition accepts the subgraphs, and Apollo's composition does not",
    );
  });
});
