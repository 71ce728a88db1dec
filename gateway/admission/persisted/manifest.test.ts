import { describe, expect, test } from '@jest/globals';
import {
  checkOperations,
  idOf,
  indexOperations,
  type ManifestOperation,
  maxManifestBytes,
  maxPublished,
  readManifest,
  writeManifest,
} from './manifest.ts';

const operation = (body: string, name = 'A'): ManifestOperation => ({ id: idOf(body), name, type: 'query', body });

test('is read as it was written, sorted by name', () => {
  const operations = [operation('query B { b }', 'B'), operation('query A { a }')];
  expect(readManifest(writeManifest(operations))).toEqual(operations.toReversed());
});

describe('is refused', () => {
  const format = 'apollo-persisted-query-manifest';
  const withId = (id: string) =>
    JSON.stringify({ format, version: 1, operations: [{ ...operation('query A { a }'), id }] });

  test.each([
    ['without JSON', 'query A { a }', 'no valid JSON'],
    ['in another format', '{"format":"relay","version":1,"operations":[]}', 'format'],
    ['in another version', `{"format":"${format}","version":2,"operations":[]}`, 'version'],
    ['without operations', `{"format":"${format}","version":1}`, 'operations'],
    ['with an id that is no digest of the body', withId(idOf('query A { b }')), 'the id of A'],
    ['above its size', ' '.repeat(maxManifestBytes + 1), `more than ${maxManifestBytes} bytes`],
  ])('%s', (_, text, reason) => {
    expect(() => readManifest(text)).toThrow(reason);
  });

  test('above its number of operations, and not at it', () => {
    const one = operation('query A { a }');
    const most = Array.from({ length: maxPublished }, () => one);
    expect(checkOperations(most)).toBe(most);
    expect(() => checkOperations([...most, one])).toThrow(`more than ${maxPublished} operations`);
  });

  test('with a syntax error, which names the operation', async () => {
    await expect(indexOperations([operation('query A {', 'Broken')])).rejects.toThrow('Broken: Syntax Error');
  });
});

test('an operation has one signature in any layout', async () => {
  const { signatures } = await indexOperations([operation('query A { a { ...F } } fragment F on A { b }')]);
  const other = await indexOperations([operation('fragment F on A {\n  b }\n# note\nquery A { a {  ...F } }')]);
  expect(other.signatures).toEqual(signatures);
});
