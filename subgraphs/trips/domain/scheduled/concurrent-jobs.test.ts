import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { untilBlocked } from '#test-kit/statements.ts';
import type { TripsHarness } from '../../testing/harness.ts';
import { startTwoInstances, type TwoInstances } from '../../testing/two-instances.ts';
import { expireBookings } from './expire-bookings.ts';
import { remindOfTrips } from './remind-of-trips.ts';

let instances: TwoInstances;
let trips: TripsHarness;
let token: string;

beforeAll(async () => {
  instances = await startTwoInstances();
  trips = instances.trips;
  token = await instances.passengerToken(0);
});

afterAll(() => instances.stop());

const approvalMinutes = 180;
const originIn = (minutes: number) => ({
  now: new Date(Date.now() + minutes * 60_000),
  newId: (prefix: string) => `${prefix}_${crypto.randomUUID().replaceAll('-', '')}`,
});
const book = (tripId: string, seatNumbers: number[]) => instances.bookAt(trips.url, { tripId, seatNumbers }, token);
const countEvents = async (tripIds: readonly string[], type: string) =>
  (await Promise.all(tripIds.map((tripId) => trips.eventTypes(tripId)))).map(
    (types) => types.filter((each) => each === type).length,
  );

test('concurrent instances expire each booking once', async () => {
  const tripIds = await Promise.all([1, 2, 3, 4, 5, 6].map(() => trips.newTrip()));
  await Promise.all(tripIds.map((tripId) => book(tripId, [1, 2])));
  const input = { ...originIn(181), approvalMinutes };
  await Promise.all([trips.orm, instances.second.orm, trips.orm].map(({ em }) => expireBookings(em, input)));
  expect(await countEvents(tripIds, 'booking-cancelled')).toEqual(Array(6).fill(2));
  expect(await Promise.all(tripIds.map(instances.seatsOf))).toEqual(Array(6).fill({ available: 12, active: 0 }));
});

test('concurrent instances remind of each trip once', async () => {
  const departureTime = originIn(30).now.toISOString();
  const tripIds = await Promise.all([1, 2, 3, 4].map(() => trips.newTrip({ departureTime })));
  await Promise.all([trips.orm, instances.second.orm, trips.orm].map(({ em }) => remindOfTrips(em, originIn(0))));
  expect(await countEvents(tripIds, 'trip-reminder-due')).toEqual([1, 1, 1, 1]);
});

test('a job skips a locked trip, and the next run finds it again', async () => {
  const tripId = await trips.newTrip({ departureTime: originIn(200).now.toISOString() });
  await book(tripId, [1]);
  const release = await instances.lockTrip(tripId);
  const { em } = instances.second.orm;
  const skipping = [expireBookings(em, { ...originIn(181), approvalMinutes }), remindOfTrips(em, originIn(181))];
  await Promise.all(skipping).finally(release);
  expect(await trips.eventTypes(tripId)).toEqual(['trip-created', 'booking-requested']);
  await expireBookings(em, { ...originIn(181), approvalMinutes });
  await remindOfTrips(em, originIn(181));
  expect((await trips.eventTypes(tripId)).slice(2)).toEqual(['booking-cancelled', 'trip-reminder-due']);
});

test('the next run finishes the work of an instance that dies', async () => {
  const tripId = await trips.newTrip();
  await book(tripId, [1, 2, 3]);
  const input = { ...originIn(181), approvalMinutes };
  const release = await instances.lock('select from seat_bookings where trip_id = ? and seat_number = 2 for update', [
    tripId,
  ]);
  const dying = expireBookings(instances.second.orm.em, input).catch((error: Error) => error);
  await untilBlocked(trips.orm, 1);
  await instances.killBlocked();
  expect(await dying).toBeInstanceOf(Error);
  await release();
  expect(await instances.seatsOf(tripId)).toEqual({ available: 9, active: 3 });
  await expireBookings(instances.second.orm.em, input);
  expect(await instances.seatsOf(tripId)).toEqual({ available: 12, active: 0 });
  expect(await countEvents([tripId], 'booking-cancelled')).toEqual([3]);
});
