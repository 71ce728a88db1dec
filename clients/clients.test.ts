import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Kind, print, visit } from 'graphql';
import { readClientOperations, validateOperations } from '../cli/schema-check/operations.ts';
import { apiSchemaOf, composeSupergraph, readSubgraphSchemas } from '../gateway/supergraph/compose.ts';

const root = path.resolve(import.meta.dirname, '..');
const { operations, fragments, faults } = await readClientOperations(root);
const schema = apiSchemaOf(composeSupergraph(await readSubgraphSchemas(root)).supergraphSdl);

const kebab = (name: string) => name.replace(/(?<=[a-z0-9])[A-Z]/g, '-$&').toLowerCase();
const named = [
  ...operations.map(({ name, file }) => ({ name, file })),
  ...fragments.map(({ name, loc }) => ({ name: name.value, file: loc?.source.name ?? '' })),
];

test('every file is GraphQL', () => {
  expect(faults).toEqual([]);
  expect(operations.length).toBeGreaterThan(0);
});

describe('each operation validates against the schema that clients see', () => {
  test.each(operations.map((operation) => [operation.file, operation] as const))('%s', (_, operation) => {
    expect(validateOperations(schema, [operation])).toEqual([]);
  });
});

test('a file holds one operation or one fragment, and is named as it is', () => {
  expect(named.map(({ file }) => path.posix.basename(file))).toEqual(named.map(({ name }) => `${kebab(name)}.graphql`));
});

test('fragments stand in their own folder, operations in their client’s', () => {
  const fragmentFiles = fragments.map(({ loc }) => loc?.source.name);

  expect(fragmentFiles.every((file) => file?.startsWith('clients/fragments/'))).toBe(true);
  expect(operations.every(({ file }) => /^clients\/(mobile|web)\/[^/]+$/.test(file))).toBe(true);
});

test('no name is given twice', () => {
  const names = named.map(({ name }) => name);

  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('every fragment is used', () => {
  const used = new Set(
    operations.flatMap(({ document }) =>
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [definition.name.value] : [],
      ),
    ),
  );

  expect(fragments.map(({ name }) => name.value).filter((name) => !used.has(name))).toEqual([]);
});

test('what varies is a variable: no operation holds a text of its own', () => {
  for (const { document } of operations) {
    const texts: string[] = [];
    visit(document, { StringValue: (node) => void texts.push(print(node)) });
    expect(texts).toEqual([]);
  }
});
