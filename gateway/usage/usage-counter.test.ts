import { expect, test } from '@jest/globals';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { type ClientName, otherClient, unnamedClient } from '#platform/graphql/client-name.ts';
import { maxClients } from './clients.ts';
import { maxOperationName, maxText } from './counted-operation.ts';
import { type CountedRequest, maxCounters, maxOperations, UsageCounter } from './usage-counter.ts';
import * as day from './usage-day.ts';
import { otherOperation, UsageDay } from './usage-day.ts';

const schema = buildSchema(`
  enum Locale { EN AR }
  input Near { city: String locale: Locale }
  type Query { a(near: Near, n: Int): Int b: Int }
`);
const graph = { apiSchema: schema };

function operation(text: string): CountedRequest['operation'] {
  const document = parse(text);
  const definition = getOperationAST(document);
  if (!definition) throw new Error('no operation');
  return { document, definition };
}

const a = operation('query A { a }');
const near = operation('query ($near: Near) { a(near: $near) }');
const numbered = (n: number) => operation(`query Q${n} { b }`);

function counterOf(...requests: [CountedRequest['operation'], ClientName?, Record<string, unknown>?][]): UsageCounter {
  const counter = new UsageCounter();
  for (const [each, client = unnamedClient, variables = {}] of requests)
    counter.count({ graph, operation: each, variables, context: { client } });
  return counter;
}

const rowsOf = (counter: UsageCounter, usageDay = new UsageDay('2031-02-03')) => usageDay.rowsOf(counter.take());
const web = (version: string) => ({ name: 'web', version });

test('requests are counted by operation and client, and then from zero again', () => {
  const counter = counterOf([a, web('1')], [a, { ...web('1') }], [a, web('2')], [near, web('1')]);
  expect(counter.requests).toBe(4);
  const { operations, counts, inputs } = rowsOf(counter);
  expect(operations.map(({ name, kind, document }) => [name, kind, document])).toEqual([
    ['A', 'query', 'query A {\n  a\n}'],
    ['', 'query', 'query ($near: Near) {\n  a(near: $near)\n}'],
  ]);
  expect(counts.map(({ clientName, clientVersion, count }) => [clientName, clientVersion, count])).toEqual([
    ['web', '1', 2],
    ['web', '2', 1],
    ['web', '1', 1],
  ]);
  expect(inputs).toEqual([]);
  expect([counter.requests, rowsOf(counter)]).toEqual([0, { operations: [], counts: [], inputs: [] }]);
});

test('what the variables use is counted once for each request', () => {
  const list = operation('query ($all: [Near]) { a }');
  const all = [{ city: 'x' }, { city: 'y', locale: 'AR' }];
  const { inputs } = rowsOf(counterOf([list, web('1'), { all }], [list, web('1'), { all: [{ city: 'z' }] }]));
  expect(inputs.map(({ coordinate, count }) => [coordinate, count])).toEqual([
    ['Near', 2],
    ['Near.city', 2],
    ['Near.locale', 1],
    ['Locale', 1],
    ['Locale.AR', 1],
  ]);
});

test('an operation that reads the schema alone is not counted', () => {
  const counter = counterOf(
    [operation('{ __schema { types { name } } ...F } fragment F on Query { __typename }')],
    [operation('{ __typename b }')],
  );
  expect(counter.requests).toBe(1);
  expect(rowsOf(counter).operations[0]?.coordinates).toEqual(['Query', 'Query.b']);
});

test('operations that differ in values alone are one, and those whose values use other coordinates are not', () => {
  const texts = ['{ a(n: 1) }', '{ x: a(n: 2) }', '{ a(near: {city: "x"}) }', '{ a(near: {locale: AR}) }'];
  const { operations, counts } = rowsOf(counterOf(...texts.map((text) => [operation(text)] as [typeof a])));
  expect(operations.map(({ document }) => document.replace(/\s+/g, ''))).toEqual([
    '{a(n:0)}',
    '{a(near:{})}',
    '{a(near:{})}',
  ]);
  expect(counts.map(({ count }) => count)).toEqual([2, 1, 1]);
});

test('a name and a text have a length at most', () => {
  const name = 'A'.repeat(maxOperationName);
  const fields = (length: number) => `{\n  b${'\n  b'.repeat((length - 7) / 4)}\n}`;
  const longest = fields(maxText - 1);
  const { operations } = rowsOf(
    counterOf(
      [operation(`query ${name} { b }`)],
      [operation(`query ${name}A { b }`)],
      [operation(longest)],
      [operation(fields(maxText + 3))],
    ),
  );
  expect(longest).toHaveLength(maxText - 1);
  expect(operations.map((each) => [each.name.length, each.document.length])).toEqual([
    [maxOperationName, maxOperationName + 14],
    [0, 0],
    [0, maxText - 1],
    [0, 0],
  ]);
});

test('between two reports the clients above the bound are others', () => {
  const counter = counterOf(
    ...Array.from({ length: maxClients + 2 }, (_, at) => [a, web(`${at}`)] as [typeof a, ClientName]),
  );
  const { counts } = rowsOf(counter);
  expect(counts).toHaveLength(maxClients + 1);
  expect(counts.at(-1)).toMatchObject({ clientName: otherClient.name, clientVersion: '', count: 2 });
});

test('between two reports the operations above the bound are others, and their coordinates are counted', () => {
  const counter = new UsageCounter();
  for (let at = 0; at < maxOperations; at++)
    counter.count({ graph, operation: numbered(at), variables: {}, context: { client: web('1') } });
  for (const variables of [{ near: { locale: 'AR' } }, { near: { city: 'x' } }])
    counter.count({ graph, operation: near, variables, context: { client: web('1') } });
  const { operations, counts, inputs } = rowsOf(counter);
  expect([operations.length, counts.length]).toEqual([maxOperations + 1, maxOperations + 1]);
  expect(operations.at(-1)).toEqual(otherOperation);
  expect(counts.at(-1)).toEqual({ operationId: 'other', clientName: 'other', clientVersion: '', count: 2 });
  expect(inputs.map(({ coordinate, count }) => [coordinate, count]).sort()).toEqual([
    ['Locale', 1],
    ['Locale.AR', 1],
    ['Near', 2],
    ['Near.city', 1],
    ['Near.locale', 1],
    ['Query', 2],
    ['Query.a(near:)', 2],
    ['Query.a', 2],
  ]);
});

test('between two reports the clients of an operation above the bound of combinations are others', () => {
  const counter = new UsageCounter();
  const operations = Array.from({ length: maxCounters / maxClients + 1 }, (_, at) => numbered(at));
  for (const each of operations)
    for (let at = 0; at < maxClients; at++)
      counter.count({ graph, operation: each, variables: {}, context: { client: web(`${at}`) } });
  const { counts } = rowsOf(counter);
  expect(counts).toHaveLength(maxCounters + 1);
  expect(counts.at(-1)).toMatchObject({ clientName: 'other', count: maxClients });
});

test('in a day the operations above the bound are others, and known ones still count', () => {
  const usageDay = new UsageDay('2031-02-03');
  for (let at = 0; at < day.maxOperations; at += maxOperations) {
    const batch = Array.from({ length: maxOperations }, (_, index) => [numbered(at + index)] as [typeof a]);
    expect(rowsOf(counterOf(...batch), usageDay).counts).toHaveLength(maxOperations);
  }
  const { counts, inputs } = rowsOf(counterOf([numbered(1)], [a], [a]), usageDay);
  expect(counts.map(({ operationId, count }) => [operationId === 'other', count])).toEqual([
    [false, 1],
    [true, 2],
  ]);
  expect(inputs.map(({ coordinate, count }) => [coordinate, count])).toEqual([
    ['Query', 2],
    ['Query.a', 2],
  ]);
});

test('in a day the texts and the combinations with clients above the bounds are others', () => {
  const fragment = 'F'.repeat(2_400);
  const long = (at: number) => operation(`query Q${at} { ...${fragment} } fragment ${fragment} on Query { b }`);
  const full = new UsageDay('2031-02-03');
  let stored = 0;
  for (let at = 0; at < 3; at++) {
    const batch = Array.from({ length: maxOperations }, (_, index) => [long(at * maxOperations + index)] as [typeof a]);
    stored += rowsOf(counterOf(...batch), full).operations.filter(({ id }) => id !== 'other').length;
  }
  expect(stored).toBeGreaterThan(1_000);
  expect(stored * 4_800).toBeLessThan(day.maxCharacters);

  const many = new UsageDay('2031-02-03');
  for (let at = 0; at < day.maxCounts; at += maxClients) {
    const batch = Array.from({ length: maxClients }, (_, index) => [a, web(`${at + index}`)] as [typeof a, ClientName]);
    expect(rowsOf(counterOf(...batch), many).counts).toHaveLength(maxClients);
  }
  expect(rowsOf(counterOf([a, web('1')], [a, web('new')]), many).counts).toEqual([
    expect.objectContaining({ clientVersion: '1', count: 1 }),
    expect.objectContaining({ clientName: 'other', count: 1 }),
  ]);
});

test('an operation is stored once a day, and again after a failure', () => {
  const usageDay = new UsageDay('2031-02-03');
  const rows = rowsOf(counterOf([a]), usageDay);
  usageDay.stored(rows);
  expect(rowsOf(counterOf([a], [near]), usageDay).operations.map(({ name }) => name)).toEqual(['']);
  usageDay.failed();
  expect(rowsOf(counterOf([a]), usageDay).operations).toEqual(rows.operations);
});
