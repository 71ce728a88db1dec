import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import type { Viewer } from '#contract/viewer.ts';
import { createOrm } from '#platform/database/open-database.ts';
import type { Connection, PageInfo, PageInput } from '#platform/graphql/connection.ts';
import { idGenerator } from '#platform/ids.ts';
import { blockCounter, explainAll, type Plan } from '#test-kit/statement-plans.ts';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { bookingStatuses, SeatBooking, seatUnique } from '../entities/seat-booking.ts';
import { Trip, tripStatuses } from '../entities/trip.ts';
import { WaitlistEntry } from '../entities/waitlist-entry.ts';
import { unwrittenBookingRequestedEvent } from '../events/published.ts';
import { database as trips } from '../service.ts';
import { idOf } from '../testing/harness.ts';
import { busyDriver, busyPassenger, makeManyEntries, makeManyTrips } from '../testing/many-trips.ts';
import { bookingsById, stopsByTrip, takenSeatsByTrip, tripsById } from './batch-loads.ts';
import { readSeatAvailability } from './bookings/book-seats/read-seat-availability.ts';
import { writeBookings, writeBookingsOfFreeTrips } from './bookings/book-seats/write-bookings.ts';
import type { BookingFilter } from './bookings/booking-filter.ts';
import { listBookings, listBookingsOfPassenger, listBookingsOfTrip } from './bookings/list-bookings.ts';
import { expireBookings } from './scheduled/expire-bookings.ts';
import { pruneIdempotencyKeys } from './scheduled/prune-idempotency-keys.ts';
import { remindOfTrips } from './scheduled/remind-of-trips.ts';
import { listTripsOfDriver } from './trips/list-trips-of-driver.ts';
import { searchTrips, type TripFilter } from './trips/search-trips.ts';
import type { TripOrder } from './trips/trip-orders.ts';
import { listOwnWaitlist } from './waitlist/list-own-waitlist.ts';
import { positionsByEntry, waitlistLengthsByTrip } from './waitlist/waitlist-loads.ts';
import { WaitlistSweep } from './waitlist/waitlist-sweep.ts';

// The tables have some 4,400 pages (trips) and 8,600 (bookings).
/** The pages that a page of rows may read. */
const few = 200;
/** The pages that a search may read when no index has both its order and all its filters. */
const some = 2_500;
/** The pages that a list may read when its rows are spread among others: trips with a stop in a city, bookings of a day's departures. */
const many = 15_000;

const now = new Date('2030-05-01T00:00:00Z');
const newId = idGenerator({ now: () => now });
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const admin: Viewer = { id: idOf('a', '1'), role: 'admin', sid: 's', name: null, phoneNumber: null, expiresAt: 0 };
const orders: TripOrder[] = ['DEPARTURE_ASC', 'PRICE_ASC', 'CREATED_DESC'];

let database: TestDatabase;
let orm: MikroORM;
let plans: () => Plan[];
let blocksOf: ReturnType<typeof blockCounter>;
let trip: Trip;
let booking: SeatBooking;

beforeAll(async () => {
  database = await testDatabase('trips');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await makeManyTrips(client, { trips: 100_000, booked: 0.33, now });
  await client.end();
  orm = await createOrm(trips, { url: database.url, poolMax: 1, logSql: false }, silent);
  booking = await orm.em.fork().findOneOrFail(SeatBooking, { status: 'CONFIRMED' }, { populate: ['trip'] });
  trip = await orm.em.fork().findOneOrFail(Trip, { id: booking.trip.id });
  plans = explainAll(orm);
  blocksOf = blockCounter(orm, plans, ['trips', 'seat_bookings', 'trip_stops', 'waitlist_entries']);
}, 60_000);

afterAll(async () => {
  await orm?.close(true);
  await database?.drop();
});

type List = (em: EntityManager, page: PageInput) => Promise<Connection<unknown>>;

/** Pages of a list: the first and the last, and the 13th from the start, read forward and backward. */
async function pagesOf(list: List): Promise<Record<string, (em: EntityManager) => Promise<unknown>>> {
  let after: string | null = null;
  for (let page = 0; page < 12; page++) {
    const { endCursor, hasNextPage }: PageInfo = (await list(orm.em.fork(), { first: 100, after })).pageInfo;
    if (!(await hasNextPage())) break;
    after = endCursor;
  }
  const beforePage = async (em: EntityManager) => (await list(em, { first: 20, after })).pageInfo.hasPreviousPage();
  return {
    first: (em) => list(em, {}),
    distant: (em) => list(em, { after }),
    'before the distant': beforePage,
    last: (em) => list(em, { last: 20 }),
    'distant, backward': (em) => list(em, { last: 20, before: after }),
    'after the distant, backward': async (em) => (await list(em, { last: 20, before: after })).pageInfo.hasNextPage(),
  };
}

/** How many database pages each of a list's pages read. */
async function blocksOfPages(list: List): Promise<[string, number][]> {
  const blocks: [string, number][] = [];
  for (const [name, read] of Object.entries(await pagesOf(list))) blocks.push([name, await blocksOf(read)]);
  return blocks;
}

const above = (limit: number, blocks: readonly [string, number][]) => blocks.filter(([, read]) => read >= limit);

const places: Record<string, TripFilter> = {
  'a route': { fromCity: 'Riyadh', toCity: 'Jeddah' },
  'an origin': { fromCity: 'الرياض' },
  'a destination': { toCity: 'jeddah' },
  anywhere: {},
  'an origin with few trips': { fromCity: 'Haql' },
  'a destination with few trips': { toCity: 'Haql' },
  'a route with few trips': { fromCity: 'Town 30', toCity: 'Town 31' },
  'an unknown city': { fromCity: 'Atlantis', toCity: 'Riyadh' },
  'one driver': { driverId: busyDriver },
  'a route by way of a city': { fromCity: 'Riyadh', toCity: 'Jeddah', viaCity: 'الدمام' },
  'an origin and a stop': { fromCity: 'Riyadh', viaCity: 'Makkah' },
  'a stop of many trips': { viaCity: 'Riyadh' },
  'a stop of some trips': { viaCity: 'Town 10' },
  'a stop of few trips': { viaCity: 'Haql' },
  'an unknown stop': { viaCity: 'Atlantis' },
};
const filters: Record<string, TripFilter> = {
  'no other filter': {},
  'two free seats': { minAvailableSeats: 2 },
  'a maximum price': { maxPrice: '150.00' },
  'next week or later': { departureAfter: inDays(7) },
  'one day': { departureAfter: inDays(7), departureBefore: inDays(8) },
  'every status': { status: [...tripStatuses] },
  'a rare status': { status: ['STARTED'] },
};

describe.each(orders)('a search by %s uses an index', (order) => {
  test.each(Object.entries(places))('%s', async (_place, place) => {
    const limit = place.viaCity ? many : some;
    for (const [name, filter] of Object.entries(filters)) {
      const list: List = (em, page) => searchTrips(em, { ...place, ...filter }, order, page, now);
      expect([name, above(limit, await blocksOfPages(list))]).toEqual([name, []]);
    }
  });
});

const statuses = [undefined, ...bookingStatuses.map((status) => [status])];
// All completed bookings are left out: PostgreSQL assumes that they are as new as any others, and scans the index of ids for them.
const lists: Record<string, (status: (typeof statuses)[number]) => List> = {
  "a trip's bookings": (status) => (em, page) => listBookingsOfTrip(em, trip, admin, { ...page, status }),
  "a passenger's bookings": (status) => (em, page) =>
    listBookingsOfPassenger(em, busyPassenger, admin, { ...page, status }),
  'all bookings': (status) => (em, page) => listBookings(em, { ...page, status }),
};

test.each(Object.entries(lists))('%s use an index, with any status', async (name, listOf) => {
  const tested = name === 'all bookings' ? statuses.filter((status) => status?.[0] !== 'COMPLETED') : statuses;
  for (const status of tested) {
    expect([status, above(few, await blocksOfPages(listOf(status)))]).toEqual([status, []]);
  }
});

const usualDriver = `d_${'0'.repeat(28)}1000`;
const usualPassenger = `p_${'0'.repeat(27)}10000`;
const tomorrow = { departureAfter: inDays(1), departureBefore: inDays(2) };
const dayOfBookings = { bookedAfter: inDays(-9), bookedBefore: inDays(-8) };
const bookingFilters: Record<string, Record<string, BookingFilter>> = {
  [few]: {
    'a trip': { tripId: `t_${'0'.repeat(32)}` },
    'a passenger': { passengerId: busyPassenger },
    'a passenger, coming trips': { passengerId: usualPassenger, departureAfter: now },
    'a passenger, a driver': { passengerId: usualPassenger, driverId: busyDriver },
    'a driver with some trips': { driverId: usualDriver },
    'a driver, a day of departures': { driverId: busyDriver, ...tomorrow },
    'a day of bookings': dayOfBookings,
    'a day of bookings, a status': { ...dayOfBookings, status: ['CANCELLED'] },
    'bookings of the future': { bookedAfter: inDays(1) },
    'departures after all': { departureAfter: inDays(400) },
    'departures before all': { departureBefore: inDays(-400) },
  },
  [some]: {
    'a driver with many trips': { driverId: busyDriver },
    'a driver, a day of bookings': { driverId: busyDriver, ...dayOfBookings },
    'a driver, coming trips': { driverId: busyDriver, departureAfter: now },
    'a driver, coming trips, a status': { driverId: busyDriver, departureAfter: now, status: ['CONFIRMED'] },
  },
  // Bookings of other departures lie between them.
  [many]: {
    'coming trips': { departureAfter: now },
    'a day of departures': tomorrow,
    'a past day of departures': { departureAfter: inDays(-31), departureBefore: inDays(-30) },
    'a day of departures, a status': { ...tomorrow, status: ['CONFIRMED'] },
    'a day of departures, pending': { ...tomorrow, status: ['PENDING'] },
  },
};

describe.each(Object.entries(bookingFilters))(
  'less than %s pages have the first and the last bookings of',
  (limit, cases) => {
    test.each(Object.entries(cases))('%s', async (_name, filter) => {
      const ends: PageInput[] = [{}, { last: 20 }];
      for (const page of ends) {
        expect(await blocksOf((em) => listBookings(em, { ...page, filter }))).toBeLessThan(Number(limit));
        expect(await blocksOf((em) => listBookings(em, { ...page, filter, orderBy: 'CREATED_ASC' }))).toBeLessThan(
          Number(limit),
        );
      }
    });
  },
);

test('bookings of a contradictory filter read nothing', async () => {
  const filter = { departureAfter: inDays(2), departureBefore: inDays(1) };
  expect(await blocksOf((em) => listBookings(em, { filter }))).toBe(0);
});

const reads: Record<string, (em: EntityManager) => Promise<unknown>> = {
  'a trip': (em) => em.findOne(Trip, { id: trip.id }),
  'a booking': (em) => em.findOne(SeatBooking, { id: booking.id }, { populate: ['trip'] }),
  'trips by reference': (em) => tripsById(em, [trip.id, idOf('t', '9')]),
  'bookings by reference': (em) => bookingsById(em, [booking.id, idOf('b', '9')]),
  'the stops of trips': (em) => stopsByTrip(em, [trip.id]),
  'the taken seats of trips': (em) => takenSeatsByTrip(em, [trip.id]),
  "a driver's trips": (em) => listTripsOfDriver(em, busyDriver, {}),
  "a driver's oldest trips": (em) => listTripsOfDriver(em, busyDriver, { last: 20 }),
  "a driver's trips of one status": (em) => listTripsOfDriver(em, busyDriver, { status: ['STARTED'] }),
  'due reminders': (em) => remindOfTrips(em, { now: new Date('2020-01-01'), newId: (prefix) => prefix }),
  'expired idempotency keys': (em) => pruneIdempotencyKeys(em, now),
  'overdue bookings': (em) =>
    expireBookings(em, { now: new Date('2020-01-01'), newId: (prefix) => prefix, approvalMinutes: 180 }),
};

test.each(Object.entries(reads))('%s use an index', async (_name, read) => {
  expect(await blocksOf(read)).toBeLessThan(few);
});

test('checking and booking seats read few pages', async () => {
  const { passengerId } = booking;
  const keys = [{ accountId: passengerId, key: 'k' }];
  const query = { tripId: trip.id, seats: [1, 2, 3], keys, passengers: [passengerId] };
  expect(await blocksOf((em) => readSeatAvailability(em, query))).toBeLessThan(few);
  const event = unwrittenBookingRequestedEvent(
    { tripId: trip.id, bookingId: 'b_1', passengerId, seatNumber: 1 },
    admin,
    {
      now,
      newId,
    },
  );
  const named = { passenger_id: passengerId, passenger_name: 'Mona', passenger_phone: '+9665' };
  const bookings = [1, 2, 3].map((seat_number) => ({
    id: `b_${seat_number}`,
    seat_number,
    ...named,
    events: [event],
    confirmed_event_id: 'e_1',
  }));
  const overLimit = { tripId: trip.id, now, keys: [], bookings, passengers: new Map([[passengerId, 100]]) };
  expect(await blocksOf((em) => writeBookings(em, overLimit))).toBeLessThan(few);
  expect(await blocksOf((em) => writeBookingsOfFreeTrips(em, [overLimit]))).toBeLessThan(few);
});

test('seats are found by the unique index of taken seats, by this release and by the previous one', async () => {
  const previous = `select 1 from seat_bookings where trip_id = ? and seat_number = ?
    and status in ('PENDING', 'CONFIRMED', 'COMPLETED') and not is_deleted limit 1`;
  const readers: ((em: EntityManager) => Promise<unknown>)[] = [
    (em) => takenSeatsByTrip(em, [trip.id]),
    (em) => em.execute(previous, [trip.id, 1]),
  ];
  for (const read of readers) {
    plans();
    await read(orm.em.fork());
    expect(plans().flatMap(({ indexes }) => indexes)).toContain(seatUnique);
  }
});

test('waiting lists are read by their indexes', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await makeManyEntries(client);
  await client.end();
  const entry = await orm.em.fork().findOneOrFail(WaitlistEntry, { status: 'WAITING' });
  const { passengerId, trip: listed } = entry;
  const few: Record<string, (em: EntityManager) => Promise<unknown>> = {
    lengths: (em) => waitlistLengthsByTrip(em, [listed.id]),
    positions: (em) => positionsByEntry(em, [entry.id]),
    own: (em) => listOwnWaitlist(em, passengerId, now),
    waiting: (em) => em.find(WaitlistEntry, { trip: listed.id, status: 'WAITING' }, { orderBy: { turn: 'asc' } }),
  };
  for (const [name, read] of Object.entries(few)) expect([name, (await blocksOf(read)) < 40]).toEqual([name, true]);
  const noTime = new Date('2020-01-01');
  const swept = await blocksOf((em) => new WaitlistSweep(em).run({ now: noTime, newId: (prefix) => prefix }));
  expect(swept).toBeLessThan(some);
});

test('totalCount is counted up to its limit', async () => {
  const { totalCount } = await searchTrips(orm.em.fork(), { status: [...tripStatuses] }, 'DEPARTURE_ASC', {}, now);
  expect(await totalCount()).toBe(10_000);
  const { totalCount: few } = await searchTrips(orm.em.fork(), { fromCity: 'Atlantis' }, 'DEPARTURE_ASC', {}, now);
  expect(await few()).toBe(0);
});
