import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createOrm } from '#platform/database/open-database.ts';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { registrySchema } from '../../../registry/schema.ts';
import { storeUsage } from '../../../registry/usage/store-usage.ts';
import { CannotRun } from '../cannot-run.ts';
import { readTraffic } from './read-traffic.ts';

let database: TestDatabase;
let empty: TestDatabase;

const now = new Date('2031-02-10T12:00:00Z');
const query = { days: 8, now, coordinates: ['Trip.price', 'Near.city', 'Near.radius'] };
const operation = (id: string, coordinates: string[]) => ({
  id,
  name: `Name${id}`,
  kind: 'query',
  document: '',
  coordinates,
});
const client = (clientName: string, clientVersion = '1') => ({ clientName, clientVersion });

beforeAll(async () => {
  [database, empty] = await Promise.all([testDatabase('registry'), testDatabase('registry', true)]);
  const orm = await createOrm(registrySchema, { url: database.url, poolMax: 1, logSql: false }, silent);
  const operations = [operation('a', ['Query.trip', 'Trip.price']), operation('b', ['Query.near']), operation('c', [])];
  const { em } = orm;
  await storeUsage(em.fork(), '2031-02-02', {
    operations,
    counts: [{ ...client('old'), operationId: 'a', count: 1_000 }],
    inputs: [{ ...client('old'), operationId: 'b', coordinate: 'Near.city', count: 1_000 }],
  });
  for (const day of ['2031-02-03', '2031-02-10'])
    await storeUsage(em.fork(), day, {
      operations: [],
      counts: [
        { ...client('web'), operationId: 'a', count: 5 },
        { ...client('web'), operationId: 'b', count: 3 },
        { ...client('web'), operationId: 'c', count: 2 },
        { ...client('mobile'), operationId: 'b', count: 4 },
      ],
      inputs: [
        { ...client('web'), operationId: 'b', coordinate: 'Near.city', count: 1 },
        { ...client('web'), operationId: 'b', coordinate: 'Near.radius', count: 2 },
        { ...client('web'), operationId: 'b', coordinate: 'Near.other', count: 3 },
        { ...client('other', ''), operationId: 'c', coordinate: 'Near.city', count: 1 },
      ],
    });
  await orm.close(true);
});

afterAll(() => Promise.all([database.drop(), empty.drop()]));

test('reads the use of the last days by client and operation', async () => {
  expect(await readTraffic({ REGISTRY_DATABASE_URL: database.url }, query)).toEqual({
    days: 8,
    since: '2031-02-03',
    clients: [
      { ...client('mobile'), requests: 8 },
      { ...client('web'), requests: 20 },
    ],
    operations: [
      {
        ...client('web'),
        operationId: 'a',
        operationName: 'Namea',
        kind: 'query',
        requests: 10,
        coordinates: new Map([['Trip.price', 10]]),
      },
      {
        ...client('web'),
        operationId: 'b',
        operationName: 'Nameb',
        kind: 'query',
        requests: 6,
        coordinates: new Map([
          ['Near.city', 2],
          ['Near.radius', 4],
        ]),
      },
      {
        ...client('other', ''),
        operationId: 'c',
        operationName: 'Namec',
        kind: 'query',
        requests: 2,
        coordinates: new Map([['Near.city', 2]]),
      },
    ],
  });
});

test('a day more is read with a day more', async () => {
  const { since, operations } = await readTraffic({ REGISTRY_DATABASE_URL: database.url }, { ...query, days: 9 });
  expect([since, operations[0]?.requests]).toEqual(['2031-02-02', 1_000]);
});

test.each<[string, () => Record<string, string>, RegExp]>([
  ['without a variable', () => ({ DATA_DIR: '/nowhere' }), /set REGISTRY_DATABASE_URL or DATABASE_URL/],
  ['with an invalid URL', () => ({ DATABASE_URL: 'http://x' }), /DATABASE_URL: must be a URL/],
  ['without a server', () => ({ DATABASE_URL: 'postgres://127.0.0.1:1' }), /no server answers \(ECONNREFUSED\)/],
  ['without the database', () => ({ REGISTRY_DATABASE_URL: `${database.url}x` }), /the server has no database/],
  ['without its tables', () => ({ REGISTRY_DATABASE_URL: empty.url }), /the registry has no counts yet/],
])('cannot run %s', async (_, environment, message) => {
  const reading = readTraffic(environment(), query);
  await expect(reading).rejects.toThrow(message);
  await expect(reading).rejects.toBeInstanceOf(CannotRun);
});

test('cannot run when nothing was counted in these days', async () => {
  const later = { ...query, now: new Date('2031-03-10T00:00:00Z') };
  await expect(readTraffic({ REGISTRY_DATABASE_URL: database.url }, later)).rejects.toThrow(
    /no request of the last 8 days/,
  );
});
