import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '#test-kit/until.ts';
import { startTrips, type TripsHarness } from '../../testing/harness.ts';
import { readKeys } from '../../testing/stored-keys.ts';

const minute = 60_000;

let trips: TripsHarness;

beforeAll(async () => {
  trips = await startTrips({ workerInterval: 20, approvalMinutes: 30 });
});

afterAll(() => trips.stop());

test('a running subgraph expires bookings, sends reminders, ends waiting lists and prunes keys when they are due', async () => {
  const departureTime = new Date(trips.clock.now().getTime() + 100 * minute).toISOString();
  const tripId = await trips.newTrip({ departureTime });
  await trips.book({ tripId, seatNumbers: [1], idempotencyKey: 'a key' });
  const fullTripId = await trips.newTrip({ departureTime, totalSeats: 1, bookingApproval: 'INSTANT' });
  await trips.bookOne(fullTripId, 1);
  const join = 'mutation ($id: ID!) { joinWaitlist(input: { tripId: $id, seatCount: 1 }) { entry { id } } }';
  await trips.request(join, { id: fullTripId }, trips.tokens.stranger);
  const listChanges = async () =>
    (await trips.eventTypes(fullTripId)).filter((type) => type === 'waitlist-changed').length;
  expect(await listChanges()).toBe(1);
  const events = async () => (await trips.eventTypes(tripId)).slice(2);

  trips.clock.advance(30 * minute);
  await until(async () => (await events()).length > 0);
  expect(await events()).toEqual(['booking-cancelled']);

  trips.clock.advance(15 * minute);
  await until(async () => (await events()).length > 1);
  expect(await events()).toEqual(['booking-cancelled', 'trip-reminder-due']);
  expect(await readKeys(trips.orm)).toEqual(['a key']);

  trips.clock.advance(7 * 24 * 60 * minute);
  await until(async () => (await readKeys(trips.orm)).length === 0);
  await until(async () => (await listChanges()) === 2);
  expect(await events()).toEqual(['booking-cancelled', 'trip-reminder-due']);
});
