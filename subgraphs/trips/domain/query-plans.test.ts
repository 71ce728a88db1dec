import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import type { Viewer } from '#contract/viewer.ts';
import { createOrm } from '#platform/database/open-database.ts';
import type { Connection, PageInput } from '#platform/graphql/connection.ts';
import { idGenerator } from '#platform/ids.ts';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { bookingStatuses, SeatBooking } from '../entities/seat-booking.ts';
import { Trip, tripStatuses } from '../entities/trip.ts';
import { bookingAskedEvent } from '../events/published.ts';
import { database as trips } from '../service.ts';
import { idOf } from '../testing/harness.ts';
import { busyDriver, busyPassenger, makeManyTrips } from '../testing/many-trips.ts';
import { explainAll, type Plan } from '../testing/statement-plans.ts';
import { bookingsById, heldSeatsByTrip, stopsByTrip, tripsById } from './batch-loads.ts';
import { lookAtSeats, writeBookings, writeBookingsOfFreeTrips } from './bookings/book-seats/write-bookings.ts';
import { bookingsOfPassenger, bookingsOfTrip, listBookings } from './bookings/list-bookings.ts';
import { expireBookings } from './scheduled/expire-bookings.ts';
import { pruneKeys } from './scheduled/prune-idempotency-keys.ts';
import { remindOfTrips } from './scheduled/remind-of-trips.ts';
import { searchTrips, type TripSearch, tripsOfDriver } from './trips/search-trips.ts';
import type { TripOrder } from './trips/trip-orders.ts';

// The tables have some 4,400 pages (trips) and 8,600 (bookings).
/** What a page of rows may touch. */
const few = 200;
/** What a search may, of which no index has the order with all that is asked. */
const some = 1_500;

const now = new Date('2030-05-01T00:00:00Z');
const newId = idGenerator({ now: () => now });
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const admin: Viewer = { id: idOf('a', '1'), role: 'admin', sid: 's', name: null, phoneNumber: null, expiresAt: 0 };
const orders: TripOrder[] = ['DEPARTURE_ASC', 'PRICE_ASC', 'CREATED_DESC'];

let database: TestDatabase;
let orm: MikroORM;
let plans: () => Plan[];
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
}, 60_000);

afterAll(async () => {
  await orm?.close(true);
  await database?.drop();
});

/** What the work's statements touched. Fails where one of them looked through a whole table. */
async function blocksOf(work: (em: EntityManager) => Promise<unknown>): Promise<number> {
  plans();
  await work(orm.em.fork());
  const ran = plans();
  expect(ran).not.toEqual([]);
  const large = ['trips', 'seat_bookings', 'trip_stops'];
  expect(ran.filter(({ scanned }) => scanned.some((table) => large.includes(table)))).toEqual([]);
  return ran.reduce((sum, { blocks }) => sum + blocks, 0);
}

type List = (em: EntityManager, page: PageInput) => Promise<Connection<unknown>>;

/** A page some way on, or the last there is. */
async function onePageFarOn(list: List): Promise<List> {
  let after: string | null = null;
  for (let page = 0; page < 12; page++) {
    const { pageInfo } = await list(orm.em.fork(), { first: 100, after });
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  return (em) => list(em, { after });
}

const places: Record<string, TripSearch> = {
  'a route': { fromCity: 'Riyadh', toCity: 'Jeddah' },
  'a city to leave': { fromCity: 'الرياض' },
  'a city to go to': { toCity: 'jeddah' },
  anywhere: {},
  'a town of few trips to leave': { fromCity: 'Haql' },
  'a town of few trips to go to': { toCity: 'Haql' },
  'a route of few trips': { fromCity: 'Town 30', toCity: 'Town 31' },
  'a city that there is not': { fromCity: 'Atlantis', toCity: 'Riyadh' },
  'one driver': { driverId: busyDriver },
};
const wishes: Record<string, TripSearch> = {
  'no more': {},
  'two free seats': { minAvailableSeats: 2 },
  'a highest price': { maxPrice: '150.00' },
  'from next week on': { departureAfter: inDays(7) },
  'on one day': { departureAfter: inDays(7), departureBefore: inDays(8) },
  'of every status': { status: [...tripStatuses] },
  'of a rare status': { status: ['STARTED'] },
};

describe.each(orders)('a search by %s is read from an index', (order) => {
  test.each(Object.entries(places))('%s', async (_place, place) => {
    for (const [wish, more] of Object.entries(wishes)) {
      const list: List = (em, page) => searchTrips(em, { ...place, ...more }, order, page, now);
      const first = await blocksOf((em) => list(em, {}));
      const farOn = await blocksOf(await onePageFarOn(list).then((page) => (em) => page(em, {})));
      expect([wish, first < some, farOn < some, first, farOn]).toEqual([wish, true, true, first, farOn]);
    }
  });
});

const statuses = [undefined, ...bookingStatuses.map((status) => [status])];
// Not the completed ones of all: PostgreSQL expects them to be as new as any, and walks to them by the index of ids.
const lists: Record<string, (status: (typeof statuses)[number]) => List> = {
  "a trip's bookings": (status) => (em, page) => bookingsOfTrip(em, trip, admin, { ...page, status }),
  "a passenger's bookings": (status) => (em, page) =>
    bookingsOfPassenger(em, busyPassenger, admin, { ...page, status }),
  'all bookings': (status) => (em, page) => listBookings(em, { ...page, status }),
};

test.each(Object.entries(lists))('%s are read from an index, of all statuses or one', async (name, listOf) => {
  const asked = name === 'all bookings' ? statuses.filter((status) => status?.[0] !== 'COMPLETED') : statuses;
  for (const status of asked) {
    const list = listOf(status);
    const first = await blocksOf((em) => list(em, {}));
    const farOn = await blocksOf(await onePageFarOn(list).then((page) => (em) => page(em, {})));
    expect([status, first < few, farOn < few, first, farOn]).toEqual([status, true, true, first, farOn]);
  }
});

const reads: Record<string, (em: EntityManager) => Promise<unknown>> = {
  'a trip': (em) => em.findOne(Trip, { id: trip.id }),
  'a booking': (em) => em.findOne(SeatBooking, { id: booking.id }, { populate: ['trip'] }),
  'trips by reference': (em) => tripsById(em, [trip.id, idOf('t', '9')]),
  'bookings by reference': (em) => bookingsById(em, [booking.id, idOf('b', '9')]),
  'the stops of trips': (em) => stopsByTrip(em, [trip.id]),
  'the seats of trips': (em) => heldSeatsByTrip(em, [trip.id]),
  "a driver's trips": (em) => tripsOfDriver(em, busyDriver, undefined, {}),
  "a driver's trips of one status": (em) => tripsOfDriver(em, busyDriver, ['STARTED'], {}),
  'reminders that are due': (em) => remindOfTrips(em, { now: new Date('2020-01-01'), newId: (prefix) => prefix }),
  'keys that are old': (em) => pruneKeys(em, now),
  'bookings that are to expire': (em) =>
    expireBookings(em, { now: new Date('2020-01-01'), newId: (prefix) => prefix, approvalMinutes: 180 }),
};

test.each(Object.entries(reads))('%s: by an index', async (_name, read) => {
  expect(await blocksOf(read)).toBeLessThan(few);
});

test('a look at seats, and a booking, touch a handful of pages', async () => {
  const { passengerId } = booking;
  const keys = [{ accountId: passengerId, key: 'k' }];
  const asked = { tripId: trip.id, seats: [1, 2, 3], keys, passengers: [passengerId] };
  expect(await blocksOf((em) => lookAtSeats(em, asked))).toBeLessThan(few);
  const event = bookingAskedEvent({ tripId: trip.id, bookingId: 'b_1', passengerId, seatNumber: 1 }, admin, {
    now,
    newId,
  });
  const named = { passenger_id: passengerId, passenger_name: 'Mona', passenger_phone: '+9665' };
  const bookings = [1, 2, 3].map((seat_number) => ({ id: `b_${seat_number}`, seat_number, ...named, event }));
  const beyond = { tripId: trip.id, now, keys: [], bookings, passengers: new Map([[passengerId, 100]]) };
  expect(await blocksOf((em) => writeBookings(em, beyond))).toBeLessThan(few);
  expect(await blocksOf((em) => writeBookingsOfFreeTrips(em, [beyond]))).toBeLessThan(few);
});

test('the number of all is counted up to its limit, whatever the number', async () => {
  const { totalCount } = await searchTrips(orm.em.fork(), { status: [...tripStatuses] }, 'DEPARTURE_ASC', {}, now);
  expect(await totalCount()).toBe(10_000);
  const { totalCount: few } = await searchTrips(orm.em.fork(), { fromCity: 'Atlantis' }, 'DEPARTURE_ASC', {}, now);
  expect(await few()).toBe(0);
});
