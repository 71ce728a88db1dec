import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { idGenerator } from '#platform/ids.ts';
import { idOf, passengerId, startTrips, type TripsHarness } from '../../testing/harness.ts';
import { deleteTrips, readTrips, stateOf, storeTrips, type TripToStore } from '../../testing/stored-trips.ts';
import { remindOfTrips } from './remind-of-trips.ts';

const hour = 60 * 60_000;

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

const remind = (instant = now) =>
  remindOfTrips(trips.orm.em.fork(), { now: instant, newId: idGenerator({ now: () => instant }) });
const reminder = (...passengerIds: string[]) => ['trips.trip-reminder-due.v1', passengerIds];

test('is sent once, an hour before the departure and not earlier', async () => {
  const [tripId = ''] = await store({ departure: at(hour) });
  expect(await remind(at(-1))).toBe(0);
  expect((await stateOf(trips.orm, tripId)).events).toEqual([]);
  expect(await remind()).toBe(1);
  expect((await stateOf(trips.orm, tripId)).events).toEqual([reminder()]);
  expect(await remind()).toBe(0);
  expect(await remind(at(hour - 1))).toBe(0);
  expect((await stateOf(trips.orm, tripId)).events).toEqual([reminder()]);
});

test('is sent until the departure', async () => {
  const [departing = '', departed = ''] = await store({ departure: at(1) }, { departure: now });
  expect(await remind()).toBe(1);
  expect((await stateOf(trips.orm, departing)).events).toEqual([reminder()]);
  expect((await stateOf(trips.orm, departed)).events).toEqual([]);
});

test('is sent again for a new departure time', async () => {
  const [tripId = ''] = await store({ departure: at(hour) });
  await remind();
  const departureTime = at(3 * hour).toISOString();
  expect((await trips.changeTrip('updateTrip', { tripId, departureTime })).errors).toBeUndefined();
  expect(await remind(at(2 * hour - 1))).toBe(0);
  expect(await remind(at(2 * hour))).toBe(1);
  const [trip] = await readTrips(trips.orm.em, [tripId]);
  expect(trip?.events.map(({ type, data }) => [type, data.departureTime])).toEqual([
    ['trips.trip-reminder-due.v1', at(hour).toISOString()],
    ['trips.trip-updated.v1', departureTime],
    ['trips.trip-reminder-due.v1', departureTime],
  ]);
});

test('is not sent again for another change', async () => {
  const [tripId = ''] = await store({ departure: at(hour) });
  await remind();
  await trips.changeTrip('updateTrip', { tripId, price: '99.00' });
  expect(await remind()).toBe(0);
});

test('names each confirmed passenger once', async () => {
  const bookedAt = at(-hour);
  const [tripId = ''] = await store({
    departure: at(hour),
    bookings: [
      { status: 'CONFIRMED', bookedAt },
      { status: 'CONFIRMED', bookedAt },
      { status: 'CONFIRMED', bookedAt, passengerId: idOf('p', '2') },
      { status: 'PENDING', bookedAt, passengerId: idOf('p', '3') },
      { status: 'CANCELLED', bookedAt, passengerId: idOf('p', '4') },
    ],
  });
  await remind();
  expect((await stateOf(trips.orm, tripId)).events).toEqual([reminder(passengerId, idOf('p', '2'))]);
});

test.each(['STARTED', 'COMPLETED', 'CANCELLED'] as const)('is not sent for a trip with status %s', async (status) => {
  const [tripId = ''] = await store({ departure: at(hour), status });
  expect(await remind()).toBe(0);
  expect((await stateOf(trips.orm, tripId)).events).toEqual([]);
});
