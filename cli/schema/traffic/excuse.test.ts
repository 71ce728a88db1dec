import { expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import type { CoordinateUse, OperationUse } from '../../../registry/usage/read-usage.ts';
import type { SchemaChange } from '../changes/schema-change.ts';
import { clientPattern } from './client-pattern.ts';
import { clientUses } from './client-uses.ts';
import { describeUse } from './describe-use.ts';
import { coordinatesToRead, excuse, type UsingOperation } from './excuse.ts';

const change = (path: string, noticedBy: string[] = [path], severity: SchemaChange['severity'] = 'breaking') => ({
  code: 'FIELD_REMOVED',
  severity,
  path,
  message: '',
  noticedBy,
});

const operation = (
  client: string,
  operationName: string,
  coordinates: Record<string, number>,
): OperationUse & { requests: number } => {
  const [clientName = '', clientVersion = ''] = client.split('@');
  const requests = Math.max(...Object.values(coordinates));
  const id = operationName;
  return {
    clientName,
    clientVersion,
    operationId: id,
    operationName,
    kind: 'query',
    requests,
    coordinates: new Map(Object.entries(coordinates)),
  };
};

function traffic(...operations: OperationUse[]): CoordinateUse {
  return { since: '2031-02-03', operations, clients: operations };
}

const used = traffic(
  operation('mobile@1.0', 'TripCard', { Trip: 90, 'Trip.price': 90, 'Trip.note': 90 }),
  operation('mobile@2.0', 'TripCard', { Trip: 9, 'Trip.price': 9 }),
  operation('web@1.0', 'Book', { 'BookInput.note': 1, 'BookInput.trip': 1 }),
);

const all = { minCount: 1, minPercent: 0, excluded: [] };

function verdicts(
  changes: SchemaChange[],
  thresholds: Partial<Parameters<typeof excuse>[3]> = {},
  clientOperations: UsingOperation[] = [],
) {
  return excuse(changes, used, clientOperations, { ...all, ...thresholds }).map(({ isUnused, requests }) => [
    isUnused,
    requests,
  ]);
}

test('a breaking change that nothing uses is unused, and another names who uses it how often', () => {
  const changes = [
    change('Trip.model'),
    change('Trip.price'),
    change('BookInput.note'),
    change('Trip.new', ['x'], 'dangerous'),
  ];
  expect(coordinatesToRead(changes)).toEqual(['Trip.model', 'Trip.price', 'BookInput.note']);
  expect(verdicts(changes)).toEqual([
    [true, 0],
    [false, 99],
    [false, 1],
  ]);
  expect(excuse(changes, used, [], all)[1]?.noticedBy).toEqual([
    { clientName: 'mobile', clientVersion: '1.0', operationName: 'TripCard', kind: 'query', requests: 90 },
    { clientName: 'mobile', clientVersion: '2.0', operationName: 'TripCard', kind: 'query', requests: 9 },
  ]);
});

test('an operation that uses several of the coordinates counts once', () => {
  expect(verdicts([change('Trip', ['Trip.price', 'Trip.note'])])).toEqual([[false, 99]]);
});

test('without coordinates every operation that meets the type notices a change, and of a directive every one', () => {
  expect(coordinatesToRead([change('Trip', []), change('Trip.price(in:)', []), change('@cached', [])])).toEqual([
    'Trip',
  ]);
  expect(verdicts([change('Trip', []), change('Driver', []), change('@cached', [])])).toEqual([
    [false, 99],
    [true, 0],
    [false, 100],
  ]);
});

test('a use below a threshold does not count, and one at it does', () => {
  const changes = [change('Trip.price'), change('BookInput.note')];
  const isUnused = (thresholds: object) => verdicts(changes, thresholds).map(([unused]) => unused);
  expect(isUnused({ minCount: 2 })).toEqual([false, true]);
  expect(isUnused({ minCount: 99 })).toEqual([false, true]);
  expect(isUnused({ minCount: 100 })).toEqual([true, true]);
  expect(isUnused({ minPercent: 1 })).toEqual([false, false]);
  expect(isUnused({ minPercent: 1.01 })).toEqual([false, true]);
  expect(isUnused({ minCount: 0 })).toEqual([false, false]);
});

test.each([
  ['mobile', 1, 0],
  ['mobile@1.*', 10, 9],
  ['mobile@2.0', 91, 90],
  ['*', 0, 0],
  ['mob', 100, 99],
  ['m*l*', 1, 0],
  ['@', 100, 99],
])('the clients of the pattern %s are left out, of the total too', (text, total, ofPrice) => {
  const thresholds = { ...all, excluded: [clientPattern(text)] };
  const [any, price] = excuse([change('@any', []), change('Trip.price')], used, [], thresholds);
  expect([any?.requests, price?.requests]).toEqual([total, ofPrice]);
  expect(price?.percent).toBeCloseTo(total === 0 ? 0 : (ofPrice / total) * 100);
});

test('an operation in clients/ uses what its document names, whatever the traffic is', () => {
  const schema = buildSchema('input Near { city: String } type Query { a(near: Near): Int b: Int c: Int }');
  const clientOperations = clientUses(schema, [
    { name: 'A', file: 'a.graphql', roles: [], document: parse('query A($near: Near) { a(near: $near) }') },
    { name: 'New', file: 'new.graphql', roles: [], document: parse('query New { b notYet }') },
  ]);
  const changes = [change('Query.a'), change('Query.b'), change('Near.city'), change('@any', [])];
  const uses = excuse(changes, { since: null, clients: [], operations: [] }, clientOperations, all);
  expect(uses.map(({ isUnused }) => isUnused)).toEqual([false, true, true, false]);
  expect(uses.map((use) => use.clientOperations)).toEqual([['A'], [], [], ['A', 'New']]);
});

test('the use of a change is said in lines', () => {
  const more = Array.from({ length: 4 }, (_, at) => operation(`old@0.${at}`, '', { 'Trip.price': 1_000 }));
  const [price, none] = excuse(
    [change('Trip.price'), change('Trip.model')],
    traffic(...used.operations, ...more),
    [{ name: 'A', coordinates: new Set(['Trip.model']) }],
    all,
  );
  expect(price && describeUse(price, '2031-02-03')).toEqual([
    'used by 4,099 requests since 2031-02-03 (99.98 %):',
    ...[0, 1, 2, 3].map((at) => `  old@0.${at}  query (without a name)  1,000 requests`),
    '  mobile@1.0  query TripCard  90 requests',
    '  and 1 more',
  ]);
  expect(none && describeUse(none, '2031-02-03')).toEqual([
    'used in clients/ by A',
    'no request since 2031-02-03 uses it',
  ]);
  const [below] = excuse([change('BookInput.note')], used, [], { ...all, minCount: 5 });
  expect(below && describeUse(below, '2031-02-03')).toEqual([
    'used by 1 request since 2031-02-03 (1 %), which is below the threshold:',
    '  web@1.0  query Book  1 request',
  ]);
});
