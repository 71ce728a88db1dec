import { beforeAll, expect, test } from '@jest/globals';
import { viewerWithRole } from '../testing/admitted-answer.ts';
import { heapUsedAfterCollection, sendDistinct, shopOperations } from '../testing/distinct-operations.ts';
import { maxOperationBytes, maxOperations, type OperationCache, PreparedOperation } from './operation-cache.ts';

let operations: OperationCache;

beforeAll(() => {
  operations = shopOperations();
});

function prepared(source: string, name?: string): PreparedOperation {
  const operation = operations.prepare(source, name);
  if (!(operation instanceof PreparedOperation)) throw operation[0];
  return operation;
}

test('caches an operation by its text and its name', () => {
  const source = 'query A { shops { id } } query B { shops { name } }';
  const operation = prepared(source, 'A');
  expect(prepared(source, 'A')).toBe(operation);
  expect(prepared(source, 'B')).not.toBe(operation);
});

test('admits and plans an operation once for each role', () => {
  const operation = prepared('{ mine { id } shops { id } }');
  const [passenger, another, anonymous] = [viewerWithRole('passenger'), viewerWithRole('passenger'), null].map(
    (viewer) => operation.admissionFor(viewer),
  );
  expect(another).toBe(passenger);
  expect(another?.executable()).toBe(passenger?.executable());
  expect([passenger?.refusals, anonymous?.refusals]).toEqual([null, expect.anything()]);
});

test('an operation is public when no selected field is under an auth directive', () => {
  expect(prepared('{ shops { id } }').isPublic()).toBe(true);
  expect(prepared('{ shops { id } mine { id } }').isPublic()).toBe(false);
});

test.each([
  ['{ shops {', undefined, 'GRAPHQL_PARSE_FAILED'],
  ['{ nothing }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
  ['query A { shops { id } }', 'B', 'OPERATION_RESOLUTION_FAILURE'],
  ['query A { shops { id } } query B { shops { id } }', undefined, 'OPERATION_RESOLUTION_FAILURE'],
])('refuses %s with the operation name %s', (source, name, code) => {
  const errors = operations.prepare(source, name);
  expect(Array.isArray(errors) && errors.map(({ extensions }) => extensions.code)).toEqual([code]);
});

test('evicts operations above the maximum, so that the heap stops growing', async () => {
  // The test fills the cache by number, not by size.
  expect(maxOperationBytes / 5_000).toBeGreaterThan(maxOperations);
  await sendDistinct(operations, 0, maxOperations + 500);
  const before = heapUsedAfterCollection();
  await sendDistinct(operations, 1_000_000, 2_000);
  const grown = heapUsedAfterCollection() - before;
  expect(operations.usage.operations).toBe(maxOperations);
  expect(operations.usage.bytes).toBeLessThanOrEqual(maxOperationBytes);
  // An operation takes some 20 KB: a leak of 500 bytes of each of the 2,000 would exceed this.
  expect(grown).toBeLessThan(1_000_000);
}, 60_000);

test('keeps fewer long operations', () => {
  const long = (at: number) => `query Q${at} { shops { id } } #${'x'.repeat(200_000)}`;
  const cache = shopOperations();
  for (let at = 0; at < 10; at++) cache.prepare(long(at), undefined);
  expect(cache.usage.operations).toBeLessThan(10);
});
