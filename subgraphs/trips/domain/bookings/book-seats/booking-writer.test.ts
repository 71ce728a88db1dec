import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { CompiledQuery } from 'kysely';
import type { Viewer } from '#contract/viewer.ts';
import { idGenerator } from '#platform/ids.ts';
import { limits } from '#platform/limits.ts';
import { untilBlocked } from '#test-kit/statements.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { bookingAskedEvent } from '../../../events/published.ts';
import { openedOn } from '../../../testing/open-trips-database.ts';
import { BookingWriter } from './booking-writer.ts';
import { type Held, type ToBook, writeBookings } from './write-bookings.ts';

const now = new Date('2031-01-01T00:00:00Z');
const newId = idGenerator({ now: () => now });
let stored: TestDatabase;
let orm: MikroORM;
let writer: BookingWriter;

beforeAll(async () => {
  stored = await testDatabase('trips');
  orm = await openedOn(stored.url);
});

afterAll(async () => {
  await orm.close(true);
  await stored.drop();
});

beforeEach(() => {
  writer = new BookingWriter(orm.em);
});

async function newTrips(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId('t'));
  for (const id of ids) {
    await orm.em.getConnection().execute(
      `insert into trips (id, created_at, updated_at, from_city, to_city, from_city_key, to_city_key,
         departure_time_utc, price, status, available_seats, total_seats, vehicle_id, driver_id)
       values (?, now(), now(), 'Riyadh', 'Jeddah', 'riyadh', 'jeddah', '2031-01-02', 100, 'SCHEDULED', 4, 4, 'v_1', 'd_1')`,
      [id],
    );
  }
  return ids;
}

interface Wish {
  seats?: number[];
  passenger?: string;
  name?: string;
  key?: string;
  at?: Date;
}

/** What one passenger asks of one trip. */
function toBook(tripId: string, wish: Wish = {}): ToBook {
  const { seats = [1], passenger = newId('p'), name = 'Mona', key, at = now } = wish;
  const actor: Viewer = {
    id: passenger,
    role: 'passenger',
    sid: 's',
    name,
    phoneNumber: '+966500000001',
    expiresAt: 0,
  };
  const bookings = seats.map((seatNumber) => {
    const id = newId('b');
    const told = { tripId, bookingId: id, passengerId: passenger, seatNumber };
    const event = bookingAskedEvent(told, actor, { now: at, newId });
    return {
      id,
      seat_number: seatNumber,
      passenger_id: passenger,
      passenger_name: name,
      passenger_phone: '+9665',
      event,
    };
  });
  const ids = bookings.map(({ id }) => id);
  const keys = key ? [{ id: newId('k'), account_id: passenger, key, request_hash: 'x', result_ids: ids }] : [];
  return { tripId, now: at, keys, bookings, passengers: new Map([[passenger, seats.length]]) };
}

/** Written, refused, or the state of the error. */
const outcomeOf = (writing: Promise<Held | null>): Promise<string> =>
  writing.then(
    (held) => (held ? `held at ${held.price}` : 'refused'),
    (error) => String((error as { code?: string }).code ?? error),
  );

const held = 'held at 100.00';
const writeAll = (all: readonly ToBook[]) => Promise.all(all.map((each) => outcomeOf(writer.write(each))));

interface Rows {
  booked: string[];
  free: number;
  events: number;
  keys: number;
}

/** What is in the database of a trip. */
async function rowsOf(tripId: string): Promise<Rows> {
  const [row] = await orm.em.getConnection().execute<Rows[]>(
    `select available_seats as free,
       (select coalesce(jsonb_agg(seat_number order by seat_number), '[]') from seat_bookings where trip_id = trips.id) as booked,
       (select count(*)::int from messaging.outbox where subject = trips.id) as events,
       (select count(*)::int from idempotency_keys, jsonb_array_elements_text(result_ids) as made
        where made in (select id from seat_bookings where trip_id = trips.id)) as keys
     from trips where id = ?`,
    [tripId],
  );
  if (!row) throw new Error('no such trip');
  return row;
}

/** The texts of the statements that were run meanwhile. */
async function statementsOf(act: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const kysely = orm.em.getKysely();
  const executeQuery = kysely.executeQuery;
  kysely.executeQuery = function (this: typeof kysely, query: CompiledQuery) {
    texts.push(query.sql);
    return executeQuery.call(this, query);
  } as typeof executeQuery;
  try {
    await act();
  } finally {
    kysely.executeQuery = executeQuery;
  }
  return texts;
}

test('what waits goes together: so many statements, then one', async () => {
  const trips = await newTrips(limits.bookingStatements + 20);
  const statements = await statementsOf(async () => {
    expect(await writeAll(trips.map((id) => toBook(id, { seats: [2, 3], key: 'k' })))).toEqual(trips.map(() => held));
  });
  expect(statements).toHaveLength(limits.bookingStatements + 1);
  for (const id of trips) expect(await rowsOf(id)).toEqual({ booked: [2, 3], free: 2, events: 2, keys: 2 });
});

test('each trip is written by itself: one that is refused costs the others nothing', async () => {
  const trips = await newTrips(30);
  const refused = new Set([5, 12, 20, 25]);
  const wishOf = (at: number): Wish => {
    if (at === 5) return { seats: [5] };
    if (at === 12) return { seats: [1, 2, 3, 4], passenger: 'p_busy' };
    if (at === 20) return { at: new Date('2031-01-03T00:00:00Z') };
    return { seats: [4] };
  };
  await writer.write(toBook(trips[25] ?? '', { seats: [4] }));
  await writeAll((await newTrips(5)).map((id) => toBook(id, { seats: [1, 2, 3, 4], passenger: 'p_busy' })));
  const outcomes = await writeAll(trips.map((id, at) => toBook(id, wishOf(at))));
  expect(outcomes).toEqual(trips.map((_, at) => (refused.has(at) ? 'refused' : held)));
  for (const [at, id] of trips.entries()) {
    const mine =
      refused.has(at) && at !== 25 ? { booked: [], free: 4, events: 0 } : { booked: [4], free: 3, events: 1 };
    expect(await rowsOf(id)).toMatchObject(mine);
  }
});

test('data that the database does not take fails alone', async () => {
  const trips = await newTrips(20);
  const bad = 15;
  const all = trips.map((id, at) => toBook(id, at === bad ? { name: 'x'.repeat(300) } : {}));
  expect(await writeAll(all)).toEqual(trips.map((_, at) => (at === bad ? '22001' : held)));
  for (const [at, id] of trips.entries()) expect((await rowsOf(id)).booked).toEqual(at === bad ? [] : [1]);
});

test('a race for a key is lost by one of two alone', async () => {
  const trips = await newTrips(20);
  const twin = { passenger: 'p_twin', key: 'twin' };
  const all = trips.map((id, at) => toBook(id, at === 10 || at === 15 ? twin : {}));
  const outcomes = await writeAll(all);
  expect(outcomes.toSorted()).toEqual(['23505', ...Array.from({ length: 19 }, () => held)]);
  expect([outcomes[10], outcomes[15]].toSorted()).toEqual(['23505', held]);
});

test("a passenger's seats of several trips count together", async () => {
  const trips = await newTrips(20);
  const passenger = newId('p');
  const outcomes = await writeAll(trips.map((id) => toBook(id, { seats: [1, 2], passenger })));
  expect(outcomes.filter((outcome) => outcome === held)).toHaveLength(10);
  expect(outcomes.filter((outcome) => outcome === 'refused')).toHaveLength(10);
});

test('a trip that is locked is waited for, and no other waits for it', async () => {
  const trips = await newTrips(20);
  const [locked = '', ...others] = trips;
  const em = orm.em.fork();
  await em.begin();
  await em.execute('select from trips where id = ? for update', [locked]);
  const waiting = outcomeOf(writer.write(toBook(locked)));
  expect(await writeAll(others.map((id) => toBook(id)))).toEqual(others.map(() => held));
  await untilBlocked(orm, 1);
  expect((await rowsOf(locked)).booked).toEqual([]);
  await em.rollback();
  expect(await waiting).toBe(held);
  expect((await rowsOf(locked)).booked).toEqual([1]);
});

test('a trip that is not there is refused', async () => {
  expect(await outcomeOf(writer.write(toBook(newId('t'))))).toBe('refused');
});

test('two writers for the same seats in opposite order sell each once', async () => {
  const trips = await newTrips(40);
  const other = new BookingWriter(orm.em);
  const outcomes = await Promise.all([
    ...trips.map((id) => outcomeOf(writer.write(toBook(id)))),
    ...trips.toReversed().map((id) => outcomeOf(other.write(toBook(id)))),
  ]);
  expect(outcomes.filter((outcome) => outcome === held)).toHaveLength(trips.length);
  for (const id of trips) expect(await rowsOf(id)).toMatchObject({ booked: [1], free: 3, events: 1 });
});

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Cond'?: string;
  Plans?: PlanNode[];
}

test('also as planned while the tables are small, rows are found by trip and seat, or by passenger', async () => {
  const [trip = ''] = await newTrips(1);
  const texts = [
    ...(await statementsOf(() => writer.write(toBook(trip)))),
    ...(await statementsOf(() => writeBookings(orm.em.fork(), toBook(trip, { seats: [2] })))),
  ];
  expect(new Set(texts).size).toBe(2);
  await orm.em.getConnection().execute('vacuum analyze trips, seat_bookings');
  for (const text of texts) {
    const [row] = await orm.em
      .getConnection()
      .execute<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(`explain (generic_plan, format json) ${text}`);
    const nodes = [row?.['QUERY PLAN'][0].Plan].filter((node) => node !== undefined);
    for (const node of nodes) nodes.push(...(node.Plans ?? []));
    const reads = nodes.filter((node) => node['Node Type'].endsWith('Scan') && 'Relation Name' in node);
    expect(new Set(reads.map((node) => node['Relation Name']))).toEqual(new Set(['trips', 'seat_bookings']));
    for (const read of reads) {
      expect(read['Index Cond']).toMatch(/\((id\)|trip_id = .* AND \(seat_number =|\(passenger_id\))/);
    }
  }
});
