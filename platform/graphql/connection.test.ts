import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { schemaOf } from '../../subgraphs/schemas.ts';
import { newestTrips, tripOrders } from '../../subgraphs/trips/domain/orders.ts';
import { Trip } from '../../subgraphs/trips/entities/trip.ts';
import { silent, type TestDatabase, testDatabase } from '../../tests/support/templates.ts';
import { createOrm } from '../database/open-database.ts';
import { Refusal } from '../errors/refusal.ts';
import { type KeysetOrder, keysetPage, type PageInput } from './connection.ts';

let database: TestDatabase;
let orm: MikroORM;
const now = new Date('2030-01-01T00:00:00Z');
let added = 0;
const idOf = (at: number) => `t_${String(at).padStart(32, '0')}`;

async function addTrip(at: number): Promise<void> {
  const em = orm.em.fork();
  em.create(Trip, {
    id: idOf(at),
    fromCity: 'A',
    toCity: 'B',
    // Ties, three by three.
    departureTimeUtc: new Date(now.getTime() + Math.floor(at / 3) * 60_000),
    price: '10.00',
    status: 'SCHEDULED',
    availableSeats: 1,
    totalSeats: 1,
    vehicleId: 'v_1',
    driverId: 'd_1',
    createdAt: now,
    updatedAt: now,
  });
  await em.flush();
}

beforeAll(async () => {
  database = await testDatabase('trips');
  orm = await createOrm(await schemaOf('trips'), { url: database.url, poolMax: 2, logSql: false }, silent);
  for (let at = 0; at < 40; at += 2) await addTrip(at);
});

afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

const page = (order: KeysetOrder<Trip>, input: PageInput) =>
  keysetPage(orm.em.fork().createQueryBuilder(Trip, 't').where({ isDeleted: false }), order, input);

describe.each([
  ['by departure, ascending', tripOrders.DEPARTURE_ASC],
  ['newest first', newestTrips],
])('pages %s', (_name, order) => {
  test('show every row once, while rows come and go', async () => {
    const before = (await page(order, { first: 100 })).edges.map(({ node }) => node.id);
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { edges, pageInfo } = await page(order, { first: 3, after });
      seen.push(...edges.map(({ node }) => node.id));
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
      // One that comes, and one that has been shown and goes.
      added += 1;
      await addTrip(1_000 + added);
      await orm.em.fork().nativeUpdate(Trip, { id: seen.at(-1) as string }, { isDeleted: true });
    }
    expect(before.filter((id) => !seen.includes(id))).toEqual([]);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

test('the total is that of the list, not of the page', async () => {
  const { totalCount, edges } = await page(newestTrips, { first: 1 });
  expect(edges).toHaveLength(1);
  expect(await totalCount()).toBeGreaterThanOrEqual(20);
});

test('a page of none has no rows', async () => {
  expect(await page(newestTrips, { first: 0 })).toMatchObject({ edges: [], pageInfo: { endCursor: null } });
});

describe('refuses', () => {
  const cursor = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');

  test.each([101, -1])('a page of %d', async (first) => {
    await expect(page(newestTrips, { first })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field: 'first' },
    });
  });

  test.each([
    ['no base64', '***'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no list', Buffer.from('{}').toString('base64url')],
    ["another list's", cursor('bookings.newest', idOf(1))],
    ['too short', cursor('trips.departure', now.toISOString())],
    ['no instant', cursor('trips.departure', 'yesterday', idOf(1))],
    ['an instant that there is not', cursor('trips.departure', '2030-99-01T00:00:00.000Z', idOf(1))],
    ['a number', cursor('trips.departure', 7, idOf(1))],
    ['a NUL', cursor('trips.departure', now.toISOString(), 't_\0')],
    ['too long', cursor('trips.departure', now.toISOString(), `t_${'x'.repeat(1_000)}`)],
  ])('a cursor that is %s', async (_name, after) => {
    const refused = page(tripOrders.DEPARTURE_ASC, { first: 1, after });
    await expect(refused).rejects.toThrow(Refusal);
    await expect(refused).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'after' } });
  });
});
