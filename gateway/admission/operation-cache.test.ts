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

test('an operation is read once, by its text and its name', () => {
  const source = 'query A { shops { id } } query B { shops { name } }';
  const operation = prepared(source, 'A');
  expect(prepared(source, 'A')).toBe(operation);
  expect(prepared(source, 'B')).not.toBe(operation);
});

test('is admitted and planned once for each role', () => {
  const operation = prepared('{ mine { id } shops { id } }');
  const [passenger, another, nobody] = [viewerWithRole('passenger'), viewerWithRole('passenger'), null].map((viewer) =>
    operation.admittedTo(viewer),
  );
  expect(another).toBe(passenger);
  expect(another?.planned()).toBe(passenger?.planned());
  expect([passenger?.refusals, nobody?.refusals]).toEqual([null, expect.anything()]);
});

test('is public where none of it is under a directive', () => {
  expect(prepared('{ shops { id } }').isPublic()).toBe(true);
  expect(prepared('{ shops { id } mine { id } }').isPublic()).toBe(false);
});

test.each([
  ['{ shops {', undefined, 'GRAPHQL_PARSE_FAILED'],
  ['{ nothing }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
  ['query A { shops { id } }', 'B', 'OPERATION_RESOLUTION_FAILURE'],
  ['query A { shops { id } } query B { shops { id } }', undefined, 'OPERATION_RESOLUTION_FAILURE'],
])('%s as %s is told of', (source, name, code) => {
  const errors = operations.prepare(source, name);
  expect(Array.isArray(errors) && errors.map(({ extensions }) => extensions.code)).toEqual([code]);
});

test('of operations that nobody has sent before some are kept, and the heap does not grow with the others', async () => {
  const most = Math.ceil(maxOperationBytes / 5_000);
  expect(Math.min(most, maxOperations)).toBe(maxOperations);
  await sendDistinct(operations, 0, maxOperations + 500);
  const before = heapUsedAfterCollection();
  await sendDistinct(operations, 1_000_000, 2_000);
  const grown = heapUsedAfterCollection() - before;
  expect(operations.kept.operations).toBe(maxOperations);
  expect(operations.kept.bytes).toBeLessThanOrEqual(maxOperationBytes);
  // What is kept holds some 20 KB an operation; five hundred bytes of each of two thousand would be seen.
  expect(grown).toBeLessThan(1_000_000);
}, 60_000);

test('long ones count for more', () => {
  const long = (at: number) => `query Q${at} { shops { id } } #${'x'.repeat(200_000)}`;
  const alone = shopOperations();
  for (let at = 0; at < 10; at++) alone.prepare(long(at), undefined);
  expect(alone.kept.operations).toBeLessThan(10);
});
