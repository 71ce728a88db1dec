import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type MikroORM, sql } from '@mikro-orm/postgresql';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { newestTrips, tripOrders } from '../../subgraphs/trips/domain/trips/trip-orders.ts';
import { Trip } from '../../subgraphs/trips/entities/trip.ts';
import { createOrm } from '../database/open-database.ts';
import { Refusal } from '../errors/refusal.ts';
import { emptyConnection, type KeysetOrder, keysetPage, type PageInput } from './connection.ts';

let database: TestDatabase;
let orm: MikroORM;
const start = Date.parse('2030-01-01T00:00:00Z');
const idOf = (at: number) => `t_${String(at).padStart(32, '0')}`;

/** Trips whose times tie four by four, and whose prices sort otherwise as texts. */
async function add(...ats: number[]): Promise<void> {
  const em = orm.em.fork();
  for (const at of ats) {
    const time = new Date(start + Math.floor(at / 4) * 1_001);
    em.create(Trip, {
      id: idOf(at),
      fromCity: 'A',
      toCity: 'B',
      departureTimeUtc: time,
      price: `${[9, 10, 100, 1_000][Math.floor(at / 10) % 4]}.50`,
      status: 'SCHEDULED',
      availableSeats: 1,
      totalSeats: 1,
      vehicleId: 'v_1',
      driverId: 'd_1',
      createdAt: time,
      updatedAt: time,
    });
  }
  await em.flush();
}

beforeAll(async () => {
  database = await testDatabase('trips');
  orm = await createOrm(await schemaOf('trips'), { url: database.url, poolMax: 2, logSql: false }, silent);
  await add(...Array.from({ length: 40 }, (_, at) => at * 2));
});

afterAll(async () => {
  await orm.close(true);
  await database.drop();
});

const page = (order: KeysetOrder<Trip>, input: PageInput) =>
  keysetPage(orm.em.fork(), { entity: Trip, where: [] }, order, input);

async function walk(
  order: KeysetOrder<Trip>,
  first: number,
  between: (seen: Trip[]) => Promise<void> = async () => {},
) {
  const seen: Trip[] = [];
  for (let after: string | null = null; ; ) {
    const { edges, pageInfo } = await page(order, { first, after });
    seen.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) return seen;
    expect(edges).toHaveLength(first);
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor);
    after = pageInfo.endCursor;
    await between(seen);
  }
}

test.each(Object.entries({ ...tripOrders, NEWEST: newestTrips }))(
  '%s: pages of any size have every row once, in order',
  async (_name, order) => {
    const property = order.by[0]?.property ?? 'id';
    const value = (trip: Trip) => (property === 'id' ? 0 : Number(trip[property]));
    const sign = order.direction === 'asc' ? 1 : -1;
    const sorted = (await orm.em.fork().find(Trip, {})).toSorted(
      (one, other) => sign * (value(one) - value(other) || (one.id < other.id ? -1 : 1)),
    );
    for (const first of [1, 3, 4, 40, 100])
      expect((await walk(order, first)).map(({ id }) => id)).toEqual(sorted.map(({ id }) => id));
  },
);

test('rows that are deleted between two pages push no other out, not even the one that a cursor stands at', async () => {
  const before = (await walk(tripOrders.DEPARTURE_ASC, 100)).map(({ id }) => id);
  const gone: string[] = [];
  const seen = await walk(tripOrders.DEPARTURE_ASC, 3, async (so) => {
    const { id } = so.at(-1) as Trip;
    gone.push(id);
    await orm.em.fork().nativeDelete(Trip, { id });
  });
  expect(gone.length).toBeGreaterThan(10);
  expect(seen.map(({ id }) => id)).toEqual(before);
});

test('rows that come behind the cursor are not shown, those before it are, and none twice', async () => {
  let next = 1;
  const seen = await walk(tripOrders.CREATED_DESC, 2, async () => {
    await add(next, 1_000 + next);
    next += 2;
  });
  const ids = seen.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => id >= idOf(1_000))).toEqual([]);
});

test.each([
  ['a day that there is not', '2030-02-30T00:00:00.000Z'],
  ['an hour that there is not', '2030-01-01T24:00:00.000Z'],
  ['the year 0', '0000-01-01T00:00:00.000Z'],
  ['a time without milliseconds', '2030-01-01T00:00:00Z'],
  ['another zone', '2030-01-01T00:00:00.000+03:00'],
  ['infinity', 'infinity'],
])('a cursor with %s never reaches the database', async (_name, instant) => {
  const after = Buffer.from(JSON.stringify(['trips.departure', instant, idOf(1)])).toString('base64url');
  await expect(page(tripOrders.DEPARTURE_ASC, { after })).rejects.toMatchObject({ details: { field: 'after' } });
});

test.each(['1', '1e3', 'NaN', '-1.00', '123456789.00', '1.00\n'])(
  'a cursor with the amount %j is refused',
  async (amount) => {
    const after = Buffer.from(JSON.stringify(['trips.price', amount, idOf(1)])).toString('base64url');
    await expect(page(tripOrders.PRICE_ASC, { after })).rejects.toMatchObject({ details: { field: 'after' } });
  },
);

test('the total ignores the page, and follows the filter', async () => {
  const [first] = (await page(tripOrders.PRICE_ASC, { first: 1 })).edges;
  const { edges, totalCount } = await page(tripOrders.PRICE_ASC, { first: 2, after: first?.cursor ?? null });
  expect(edges).toHaveLength(2);
  const all = await orm.em.fork().count(Trip, {});
  expect(await totalCount()).toBe(all);
  const some = { entity: Trip, where: [sql`price = ${'9.50'}`] };
  const filtered = await keysetPage(orm.em.fork(), some, tripOrders.PRICE_ASC, { first: 1 });
  expect(await filtered.totalCount()).toBe(await orm.em.fork().count(Trip, { price: '9.50' }));
});

test('a page without arguments has 20 rows; an empty list has none, and checks its page all the same', async () => {
  await add(...Array.from({ length: 30 }, (_, at) => 2_000 + at));
  expect((await page(tripOrders.PRICE_ASC, { first: null, after: null })).edges).toHaveLength(20);
  expect(await emptyConnection({}).totalCount()).toBe(0);
  expect(() => emptyConnection({ first: 101 })).toThrow(expect.objectContaining({ details: { field: 'first' } }));
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
    ['too short', cursor('trips.departure', new Date(start).toISOString())],
    ['no instant', cursor('trips.departure', 'yesterday', idOf(1))],
    ['an instant that there is not', cursor('trips.departure', '2030-99-01T00:00:00.000Z', idOf(1))],
    ['a number', cursor('trips.departure', 7, idOf(1))],
    ['a NUL', cursor('trips.departure', new Date(start).toISOString(), 't_\0')],
    ['too long', cursor('trips.departure', new Date(start).toISOString(), `t_${'x'.repeat(1_000)}`)],
  ])('a cursor that is %s', async (_name, after) => {
    const refused = page(tripOrders.DEPARTURE_ASC, { first: 1, after });
    await expect(refused).rejects.toThrow(Refusal);
    await expect(refused).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'after' } });
  });
});
