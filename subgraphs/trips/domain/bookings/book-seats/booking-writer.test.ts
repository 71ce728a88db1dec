import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { CompiledQuery } from 'kysely';
import type { Viewer } from '#contract/viewer.ts';
import { idGenerator } from '#platform/ids.ts';
import { untilBlocked } from '#test-kit/statements.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import type { TripFacts } from '../../../entities/trip.ts';
import { unwrittenBookingRequestedEvent } from '../../../events/published.ts';
import { openTripsDatabase } from '../../../testing/open-trips-database.ts';
import { BookingWriter, maxStatements } from './booking-writer.ts';
import { type TripBookings, writeBookings } from './write-bookings.ts';

const now = new Date('2031-01-01T00:00:00Z');
const newId = idGenerator({ now: () => now });
let stored: TestDatabase;
let orm: MikroORM;
let writer: BookingWriter;

beforeAll(async () => {
  stored = await testDatabase('trips');
  orm = await openTripsDatabase(stored.url);
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

interface TestBooking {
  seats?: number[];
  passenger?: string;
  name?: string;
  key?: string;
  at?: Date;
}

/** One passenger's bookings on one trip. */
function bookingsOn(tripId: string, booking: TestBooking = {}): TripBookings {
  const { seats = [1], passenger = newId('p'), name = 'Mona', key, at = now } = booking;
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
    const data = { tripId, bookingId: id, passengerId: passenger, seatNumber };
    const event = unwrittenBookingRequestedEvent(data, actor, { now: at, newId });
    return {
      id,
      seat_number: seatNumber,
      passenger_id: passenger,
      passenger_name: name,
      passenger_phone: '+9665',
      events: [event],
      confirmed_event_id: newId('e'),
    };
  });
  const ids = bookings.map(({ id }) => id);
  const keys = key ? [{ id: newId('k'), account_id: passenger, key, request_hash: 'x', result_ids: ids }] : [];
  return { tripId, now: at, keys, bookings, passengers: new Map([[passenger, seats.length]]) };
}

/** The price, a refusal, or the SQLSTATE of the error. */
const outcomeOf = (writing: Promise<TripFacts | null>): Promise<string> =>
  writing.then(
    (trip) => (trip ? `booked at ${trip.price}` : 'refused'),
    (error) => String((error as { code?: string }).code ?? error),
  );

const booked = 'booked at 100.00';
const writeAll = (all: readonly TripBookings[]) => Promise.all(all.map((each) => outcomeOf(writer.write(each))));

interface Rows {
  booked: string[];
  free: number;
  events: number;
  keys: number;
}

/** The rows of a trip in the database. */
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
  if (!row) throw new Error('unknown trip');
  return row;
}

/** Runs the function and returns the texts of its statements. */
async function statementsOf(run: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const kysely = orm.em.getKysely();
  const executeQuery = kysely.executeQuery;
  kysely.executeQuery = function (this: typeof kysely, query: CompiledQuery) {
    texts.push(query.sql);
    return executeQuery.call(this, query);
  } as typeof executeQuery;
  try {
    await run();
  } finally {
    kysely.executeQuery = executeQuery;
  }
  return texts;
}

test('writes everything that waits in one further statement', async () => {
  const trips = await newTrips(maxStatements + 20);
  const statements = await statementsOf(async () => {
    expect(await writeAll(trips.map((id) => bookingsOn(id, { seats: [2, 3], key: 'k' })))).toEqual(
      trips.map(() => booked),
    );
  });
  expect(statements).toHaveLength(maxStatements + 1);
  for (const id of trips) expect(await rowsOf(id)).toEqual({ booked: [2, 3], free: 2, events: 2, keys: 2 });
});

test('decides each trip on its own, so that a refused one does not affect the others', async () => {
  const trips = await newTrips(30);
  const refused = new Set([5, 12, 20, 25]);
  const bookingOf = (at: number): TestBooking => {
    if (at === 5) return { seats: [5] };
    if (at === 12) return { seats: [1, 2, 3, 4], passenger: 'p_busy' };
    if (at === 20) return { at: new Date('2031-01-03T00:00:00Z') };
    return { seats: [4] };
  };
  await writer.write(bookingsOn(trips[25] ?? '', { seats: [4] }));
  await writeAll((await newTrips(5)).map((id) => bookingsOn(id, { seats: [1, 2, 3, 4], passenger: 'p_busy' })));
  const outcomes = await writeAll(trips.map((id, at) => bookingsOn(id, bookingOf(at))));
  expect(outcomes).toEqual(trips.map((_, at) => (refused.has(at) ? 'refused' : booked)));
  for (const [at, id] of trips.entries()) {
    const rows =
      refused.has(at) && at !== 25 ? { booked: [], free: 4, events: 0 } : { booked: [4], free: 3, events: 1 };
    expect(await rowsOf(id)).toMatchObject(rows);
  }
});

test('fails only the trip with invalid data', async () => {
  const trips = await newTrips(20);
  const invalid = 15;
  const all = trips.map((id, at) => bookingsOn(id, at === invalid ? { name: 'x'.repeat(300) } : {}));
  expect(await writeAll(all)).toEqual(trips.map((_, at) => (at === invalid ? '22001' : booked)));
  for (const [at, id] of trips.entries()) expect((await rowsOf(id)).booked).toEqual(at === invalid ? [] : [1]);
});

test('fails only one of two writes with one key', async () => {
  const trips = await newTrips(20);
  const sameKey = { passenger: 'p_same', key: 'same' };
  const all = trips.map((id, at) => bookingsOn(id, at === 10 || at === 15 ? sameKey : {}));
  const outcomes = await writeAll(all);
  expect(outcomes.toSorted()).toEqual(['23505', ...Array.from({ length: 19 }, () => booked)]);
  expect([outcomes[10], outcomes[15]].toSorted()).toEqual(['23505', booked]);
});

test("counts a passenger's seats on several trips together", async () => {
  const trips = await newTrips(20);
  const passenger = newId('p');
  const outcomes = await writeAll(trips.map((id) => bookingsOn(id, { seats: [1, 2], passenger })));
  expect(outcomes.filter((outcome) => outcome === booked)).toHaveLength(10);
  expect(outcomes.filter((outcome) => outcome === 'refused')).toHaveLength(10);
});

test('waits for a locked trip without delaying the others', async () => {
  const trips = await newTrips(20);
  const [locked = '', ...others] = trips;
  const em = orm.em.fork();
  await em.begin();
  await em.execute('select from trips where id = ? for update', [locked]);
  const waiting = outcomeOf(writer.write(bookingsOn(locked)));
  expect(await writeAll(others.map((id) => bookingsOn(id)))).toEqual(others.map(() => booked));
  await untilBlocked(orm, 1);
  expect((await rowsOf(locked)).booked).toEqual([]);
  await em.rollback();
  expect(await waiting).toBe(booked);
  expect((await rowsOf(locked)).booked).toEqual([1]);
});

test('refuses an unknown trip', async () => {
  expect(await outcomeOf(writer.write(bookingsOn(newId('t'))))).toBe('refused');
});

test('sells each seat once when two writers book in opposite order', async () => {
  const trips = await newTrips(40);
  const other = new BookingWriter(orm.em);
  const outcomes = await Promise.all([
    ...trips.map((id) => outcomeOf(writer.write(bookingsOn(id)))),
    ...trips.toReversed().map((id) => outcomeOf(other.write(bookingsOn(id)))),
  ]);
  expect(outcomes.filter((outcome) => outcome === booked)).toHaveLength(trips.length);
  for (const id of trips) expect(await rowsOf(id)).toMatchObject({ booked: [1], free: 3, events: 1 });
});

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Cond'?: string;
  Plans?: PlanNode[];
}

/** The plan of a statement whatever its parameters, which PostgreSQL 15 explains for a prepared statement alone. */
function genericPlanOf(text: string): Promise<PlanNode> {
  return orm.em.fork().transactional(async (tx) => {
    await tx.execute('set local plan_cache_mode = force_generic_plan');
    await tx.execute(`prepare explained as ${text}`);
    const parameters = Math.max(...Array.from(text.matchAll(/\$(\d+)/g), ([, number]) => Number(number)));
    const nulls = Array(parameters).fill('null').join();
    const [row] = await tx.execute<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(
      `explain (format json) execute explained(${nulls})`,
    );
    await tx.execute('deallocate explained');
    if (!row) throw new Error('PostgreSQL explained nothing');
    return row['QUERY PLAN'][0].Plan;
  });
}

test('finds rows by trip and seat, or by passenger, with plans that serve any values', async () => {
  // Tables of a page or two are scanned, and rightly so.
  const [trip = '', ...others] = await newTrips(600);
  await Promise.all(others.map((id) => outcomeOf(writer.write(bookingsOn(id)))));
  const texts = [
    ...(await statementsOf(() => writer.write(bookingsOn(trip)))),
    ...(await statementsOf(() => writeBookings(orm.em.fork(), bookingsOn(trip, { seats: [2] })))),
  ];
  expect(new Set(texts).size).toBe(2);
  await orm.em.getConnection().execute('vacuum analyze trips, seat_bookings');
  for (const text of texts) {
    const nodes = [await genericPlanOf(text)];
    for (const node of nodes) nodes.push(...(node.Plans ?? []));
    const reads = nodes.filter((node) => node['Node Type'].endsWith('Scan') && 'Relation Name' in node);
    expect(new Set(reads.map((node) => node['Relation Name']))).toEqual(new Set(['trips', 'seat_bookings']));
    for (const read of reads) {
      expect(read['Index Cond']).toMatch(/\((id\)|trip_id = .* AND \(seat_number =|\(passenger_id\))/);
    }
  }
});
