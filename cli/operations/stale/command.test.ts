import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { createOrm } from '#platform/database/open-database.ts';
import { withRedis } from '#platform/messaging/bus/with-redis.ts';
import { hasRedis, startRedis } from '#test-kit/redis.ts';
import { runInProcess } from '#test-kit/run-in-process.ts';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { idOf, type ManifestOperation, writeManifest } from '../../../gateway/admission/persisted/manifest.ts';
import { publishToRedis } from '../../../gateway/admission/persisted/manifest-in-redis.ts';
import { countedOperation } from '../../../gateway/usage/counted-operation.ts';
import { otherOperation } from '../../../gateway/usage/usage-day.ts';
import { registrySchema } from '../../../registry/schema.ts';
import { storeUsage } from '../../../registry/usage/store-usage.ts';
import { operationsCommand } from '../command.ts';

const schema = buildSchema(`
  enum Order { PRICE TIME }
  type Trip { id: ID! price: Int }
  type Query { trip(id: ID!): Trip trips(first: Int, order: Order): [Trip!]! }
`);

const millisecondsOfDay = 86_400_000;
const dayBefore = (days: number) => new Date(Date.now() - days * millisecondsOfDay).toISOString().slice(0, 10);

const published = (name: string, body: string): ManifestOperation => ({ id: idOf(body), name, type: 'query', body });

const used = published('Used', 'query Used { t: trips(first: 3, order: PRICE) { ...F } } fragment F on Trip { id }');
const long = published('Long', `query Long { ${'trips { id price } '.repeat(500)} }`);
const old = published('Old', 'query Old($id: ID!) { trip(id: $id) { id } }');
const never = published('Never', 'query Never { trips { price } }');
const introspection = published('Meta', 'query Meta { __schema { types { name } } }');
const all = [used, long, old, never, introspection];

/** The row of an operation as the gateway counts it. */
function rowOf({ body }: ManifestOperation) {
  const document = parse(body);
  const definition = getOperationAST(document);
  const counted = definition && countedOperation(schema, { document, definition });
  if (!counted) throw new Error(`${body} is not counted`);
  return counted.row;
}

let database: TestDatabase;
let folder: string;
let manifest: string;

beforeAll(async () => {
  database = await testDatabase('registry');
  folder = await mkdtemp(path.join(os.tmpdir(), 'masar-stale-'));
  manifest = path.join(folder, 'manifest.json');
  await writeFile(manifest, writeManifest(all));
});

afterAll(() => Promise.all([database.drop(), rm(folder, { recursive: true })]));

interface Count {
  daysAgo: number;
  operation: ReturnType<typeof rowOf>;
  clientName: string;
  clientVersion?: string;
}

async function count(...counts: Count[]): Promise<void> {
  const orm = await createOrm(registrySchema, { url: database.url, poolMax: 1, logSql: false }, silent);
  for (const { daysAgo, operation, clientName, clientVersion = '1' } of counts) {
    const row = { clientName, clientVersion, operationId: operation.id, count: 5 };
    await storeUsage(orm.em.fork(), dayBefore(daysAgo), { operations: [operation], counts: [row], inputs: [] });
  }
  await orm.close(true);
}

const stale = (...args: string[]) =>
  runInProcess({ REGISTRY_DATABASE_URL: database.url }, () =>
    operationsCommand().parseAsync(['stale', '--manifest', manifest, ...args], { from: 'user' }),
  );

test('without traffic in these days nothing can be said', async () => {
  await count({ daysAgo: 40, operation: rowOf(old), clientName: 'mobile' });
  expect(await stale()).toEqual({
    code: 2,
    out: '',
    err: "operations stale could not run: can't judge by traffic: the registry has no request of the last 30 days",
  });
});

test('operations that no client has used lately are listed, with the clients that used them last', async () => {
  await count(
    { daysAgo: 29, operation: rowOf(used), clientName: 'mobile' },
    { daysAgo: 0, operation: rowOf(long), clientName: 'web' },
    { daysAgo: 30, operation: rowOf(old), clientName: 'web', clientVersion: '' },
    // Another operation of the same name.
    { daysAgo: 0, operation: rowOf(published('Never', 'query Never { trips { id } }')), clientName: 'web' },
  );
  expect(rowOf(long).document).toBe('');
  expect(await stale()).toEqual({
    code: 0,
    err: '',
    out: [
      '2 of 5 published operations were not used in the last 30 days.',
      '',
      `  Never  ${never.id}  no use is known`,
      `  Old  ${old.id}  last used by web on ${dayBefore(30)}, mobile 1 on ${dayBefore(40)}`,
    ].join('\n'),
  });
  expect((await stale('--days', '29')).out).toMatch(/^3 of 5 [\s\S]* {2}Used /);
  expect((await stale('--days', '31')).out).toMatch(/^1 of 5 /);

  const { out } = await stale('--json');
  expect(JSON.parse(out)).toEqual({
    version: 1,
    days: 30,
    firstDay: dayBefore(29),
    since: dayBefore(40),
    otherRequests: 0,
    publishedCount: 5,
    stale: [
      { id: never.id, name: 'Never', lastUses: [] },
      {
        id: old.id,
        name: 'Old',
        lastUses: [
          { clientName: 'web', clientVersion: '', lastDay: dayBefore(30), requests: 5 },
          { clientName: 'mobile', clientVersion: '1', lastDay: dayBefore(40), requests: 5 },
        ],
      },
    ],
  });
});

test('the report says what the counts do not know', async () => {
  await count({
    daysAgo: 1,
    operation: { ...otherOperation, coordinates: [] },
    clientName: 'other',
    clientVersion: '',
  });
  expect((await stale('--days', '60')).out).toMatch(
    new RegExp(
      `^1 of 5 .*\\nCounting began on ${dayBefore(40)}: what was used before is unknown\\.\\n` +
        '5 requests of these days had an operation that is not known: it may be one of these\\.\\n',
    ),
  );
});

test('it cannot run without a manifest, or with an invalid one', async () => {
  const broken = path.join(folder, 'broken.json');
  await writeFile(broken, writeManifest([published('Bad', 'query {')]));
  for (const [place, message] of [
    ['/nowhere.json', "can't read the manifest in /nowhere.json: ENOENT"],
    [broken, 'the manifest is invalid: Bad: Syntax Error'],
    ['redis', 'name the manifest: --manifest FILE, or redis with REDIS_URL'],
  ] as const) {
    const { code, err } = await stale('--manifest', place);
    expect([code, err]).toEqual([2, expect.stringContaining(`operations stale could not run: ${message}`)]);
  }
});

const testWithRedis = hasRedis('stale operations in Redis') ? test : test.skip;

testWithRedis('the manifest can be in Redis', async () => {
  const redis = await startRedis();
  try {
    await withRedis(redis.url, (connection) => publishToRedis(connection, [used, never], 'add'));
    process.env.REDIS_URL = redis.url;
    expect((await stale('--manifest', 'redis')).out).toContain('1 of 2 published operations were not used');
  } finally {
    delete process.env.REDIS_URL;
    await redis.stop();
  }
});
