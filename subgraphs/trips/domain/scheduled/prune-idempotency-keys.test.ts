import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { openTripsDatabase } from '../../testing/open-trips-database.ts';
import { readKeys, storeKey } from '../../testing/stored-keys.ts';
import { pruneIdempotencyKeys } from './prune-idempotency-keys.ts';

const week = 7 * 86_400_000;

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await testDatabase('trips');
  orm = await openTripsDatabase(database.url);
});

afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

test('deletes keys that are older than seven days', async () => {
  const now = new Date();
  await storeKey(orm, 'recent', new Date(now.getTime() - week));
  await storeKey(orm, 'too old', new Date(now.getTime() - week - 1));
  expect(await pruneIdempotencyKeys(orm.em.fork(), now)).toBe(1);
  expect(await readKeys(orm)).toEqual(['recent']);
});
