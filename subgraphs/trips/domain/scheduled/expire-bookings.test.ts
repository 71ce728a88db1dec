import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { idGenerator } from '#platform/ids.ts';
import { startTrips, type TripsHarness } from '../../testing/harness.ts';
import {
  deleteTrips,
  readTrips,
  stateOf,
  storedSeats,
  storeTrips,
  type TripToStore,
} from '../../testing/stored-trips.ts';
import { expireBookings, expiryBatch } from './expire-bookings.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

let trips: TripsHarness;
let now: Date;

beforeAll(async () => {
  trips = await startTrips();
});

beforeEach(async () => {
  await deleteTrips(trips.orm);
  now = trips.clock.now();
});

afterAll(() => trips.stop());

/** The time this many milliseconds from now. */
const at = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);
const store = (...toStore: TripToStore[]) => storeTrips(trips.orm, toStore);

const approvalMinutes = 180;
const expire = (instant = now) =>
  expireBookings(trips.orm.em.fork(), { now: instant, newId: idGenerator({ now: () => instant }), approvalMinutes });
const expired = ['trips.booking-cancelled.v1', 'EXPIRED'];
const pending = (bookedAt: Date) => ({ status: 'PENDING', bookedAt }) as const;
const confirmed = (bookedAt: Date) => ({ status: 'CONFIRMED', bookedAt }) as const;

test('cancels a pending booking at the end of the approval time, and not before', async () => {
  const bookedAt = at(-approvalMinutes * minute);
  const [tripId = ''] = await store({ departure: at(day), bookings: [pending(bookedAt), confirmed(bookedAt)] });
  expect(await expire(at(-1))).toBe(0);
  expect(await stateOf(trips.orm, tripId)).toEqual({
    status: 'SCHEDULED',
    available: storedSeats - 2,
    bookings: ['PENDING', 'CONFIRMED'],
    events: [],
  });
  expect(await expire()).toBe(1);
  const after = {
    status: 'SCHEDULED',
    available: storedSeats - 1,
    bookings: ['CANCELLED', 'CONFIRMED'],
    events: [expired],
  };
  expect(await stateOf(trips.orm, tripId)).toEqual(after);
  expect(await expire()).toBe(0);
  expect(await stateOf(trips.orm, tripId)).toEqual(after);
});

test('cancels a pending booking at the departure, and not before', async () => {
  const [tripId = ''] = await store({ departure: now, bookings: [pending(at(-minute)), confirmed(at(-minute))] });
  expect(await expire(at(-1))).toBe(0);
  expect(await stateOf(trips.orm, tripId)).toMatchObject({ available: storedSeats - 2, events: [] });
  expect(await expire()).toBe(1);
  expect(await stateOf(trips.orm, tripId)).toEqual({
    status: 'SCHEDULED',
    available: storedSeats - 1,
    bookings: ['CANCELLED', 'CONFIRMED'],
    events: [expired],
  });
});

test('cancels only the overdue bookings of a trip', async () => {
  const bookings = [
    pending(at(-approvalMinutes * minute)),
    pending(at(-approvalMinutes * minute + 1)),
    pending(at(-day)),
  ];
  const [tripId = ''] = await store({ departure: at(day), bookings });
  await expire();
  expect(await stateOf(trips.orm, tripId)).toEqual({
    status: 'SCHEDULED',
    available: storedSeats - 1,
    bookings: ['CANCELLED', 'PENDING', 'CANCELLED'],
    events: [expired, expired],
  });
});

test('cancels pending bookings of a trip that departed long ago', async () => {
  const [tripId = ''] = await store({ departure: at(-30 * day), bookings: [pending(at(-31 * day))] });
  await expire();
  expect(await stateOf(trips.orm, tripId)).toMatchObject({ available: storedSeats, bookings: ['CANCELLED'] });
});

test('frees the seats of many trips, and keeps confirmed bookings', async () => {
  const due = pending(at(-day));
  const ids = await store(
    { departure: at(day), bookings: [due] },
    { departure: at(day), bookings: [due, due, due] },
    { departure: at(day), bookings: [confirmed(at(-day)), due] },
    { departure: at(day), bookings: [confirmed(at(-day))] },
  );
  expect(await expire()).toBe(5);
  const after = await readTrips(trips.orm.em, ids);
  expect(after.map(({ available_seats }) => available_seats)).toEqual([12, 12, 11, 11]);
  expect(after.map(({ events }) => events.length)).toEqual([1, 3, 1, 0]);
});

test('handles one batch of trips at a time', async () => {
  const due = { departure: at(day), bookings: [pending(at(-day))] };
  const ids = await store(...Array.from({ length: expiryBatch + 1 }, () => due));
  expect(await expire()).toBe(expiryBatch);
  expect(await expire()).toBe(1);
  const available = (await readTrips(trips.orm.em, ids)).map(({ available_seats }) => available_seats);
  expect(new Set(available)).toEqual(new Set([storedSeats]));
});

test('reports a full batch for many bookings of few trips', async () => {
  const bookings = Array.from({ length: storedSeats }, () => pending(at(-day)));
  const trips = Math.ceil((expiryBatch + 1) / storedSeats);
  await store(...Array.from({ length: trips }, () => ({ departure: at(day), bookings })));
  expect(await expire()).toBe(expiryBatch);
  await expire();
  expect(await expire()).toBe(0);
});

test('handles the other trips when one fails', async () => {
  const due = [pending(at(-2 * day))];
  const later = [pending(at(-day))];
  // Freeing its seat violates a check constraint.
  const [failing = '', ...others] = await store(
    { departure: at(day), bookings: due, availableSeats: storedSeats },
    ...Array.from({ length: 3 }, () => ({ departure: at(day), bookings: later })),
  );
  await expect(expire()).rejects.toThrow('trips_available_seats_check');
  expect(await stateOf(trips.orm, failing)).toMatchObject({ bookings: ['PENDING'], events: [] });
  for (const id of others)
    expect(await stateOf(trips.orm, id)).toMatchObject({ available: storedSeats, bookings: ['CANCELLED'] });
});
