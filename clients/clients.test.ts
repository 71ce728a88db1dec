import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Kind, print, visit } from 'graphql';
import { readClientOperations, validateOperations } from '../cli/schema/operations/client-operations.ts';
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

describe('each operation validates against the API schema', () => {
  test.each(operations.map((operation) => [operation.file, operation] as const))('%s', (_, operation) => {
    expect(validateOperations(schema, [operation])).toEqual([]);
  });
});

test('each file contains one operation or fragment and has its name', () => {
  expect(named.map(({ file }) => path.posix.basename(file))).toEqual(named.map(({ name }) => `${kebab(name)}.graphql`));
});

test('fragments are in the folder of fragments, operations in that of their client', () => {
  const fragmentFiles = fragments.map(({ loc }) => loc?.source.name);

  expect(fragmentFiles.every((file) => file?.startsWith('clients/fragments/'))).toBe(true);
  expect(operations.every(({ file }) => /^clients\/(mobile|web)\/[^/]+$/.test(file))).toBe(true);
});

test('every name is unique', () => {
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

test('no operation contains a string literal', () => {
  for (const { document } of operations) {
    const texts: string[] = [];
    visit(document, { StringValue: (node) => void texts.push(print(node)) });
    expect(texts).toEqual([]);
  }
});
