import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Kind, print, visit } from 'graphql';
import { AccessRules } from '../cli/schema/changes/access/access-rules.ts';
import { lostFields } from '../cli/schema/changes/access/lost-fields.ts';
import { readClientOperations, validateOperations } from '../cli/schema/operations/client-operations.ts';
import { apiSchemaOf, composeSupergraph, readSubgraphSchemas } from '../gateway/supergraph/compose.ts';

const root = path.resolve(import.meta.dirname, '..');
const { operations, fragments, faults } = await readClientOperations(root);
const { supergraphSdl } = composeSupergraph(await readSubgraphSchemas(root));
const schema = apiSchemaOf(supergraphSdl);

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

test('a comment names the roles that run each operation', async () => {
  for (const { file } of operations)
    expect([file, await readFile(path.join(root, file), 'utf8')]).toEqual([file, expect.stringMatching(/^# roles: /m)]);
});

test('the roles of an operation may have every field of it', () => {
  const open = new AccessRules(
    supergraphSdl.replace(/(?<!directive )@(authenticated|requiresScopes\(scopes: [^)]*\))/g, ''),
  );
  const rules = new AccessRules(supergraphSdl);
  const refused = operations.flatMap(({ name, document, roles }) =>
    lostFields(open, rules, document, roles).map(({ role, coordinate }) => `${name} ${role} ${coordinate}`),
  );

  expect(refused).toEqual([]);
});

test('no comment is in the text of an operation that clients send', () => {
  expect(operations.filter(({ document }) => print(document).includes('#')).map(({ name }) => name)).toEqual([]);
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
