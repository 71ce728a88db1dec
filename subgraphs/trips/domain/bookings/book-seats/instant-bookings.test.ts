import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { refusalOf } from '#test-kit/refusal.ts';
import { until } from '#test-kit/until.ts';
import { watch } from '#test-kit/watch.ts';
import { idOf, passengerId } from '../../../testing/harness.ts';
import { startTwoInstances, type TwoInstances } from '../../../testing/two-instances.ts';

let instances: TwoInstances;
let trips: TwoInstances['trips'];

beforeAll(async () => {
  instances = await startTwoInstances();
  trips = instances.trips;
});

afterAll(() => instances.stop());

const newInstantTrip = (change: Record<string, unknown> = {}) =>
  trips.newTrip({ bookingApproval: 'INSTANT', ...change });
/** The booking events of a trip: type, status, seat and approval. */
const bookingEvents = async (tripId: string) =>
  (await trips.eventsOf(tripId))
    .filter(({ type }) => type.startsWith('trips.booking-'))
    .map(({ type, data }) => [type.split('.')[1], data.status, data.seatNumber, data.approval]);

test.each([
  ['numbered', { seatNumbers: [2, 1] }],
  ['counted', { seatCount: 2 }],
])('%s seats are CONFIRMED at once, and each is requested, then confirmed', async (_name, seats) => {
  const tripId = await newInstantTrip();
  const { data } = await trips.book({ tripId, ...seats, idempotencyKey: `instant ${_name}` });
  const { bookings } = data.bookSeats;
  for (const { status, confirmedAt, bookedAt } of bookings)
    expect([status, confirmedAt]).toEqual(['CONFIRMED', bookedAt]);
  expect(await bookingEvents(tripId)).toEqual([
    ['booking-requested', 'PENDING', 1, 'INSTANT'],
    ['booking-confirmed', 'CONFIRMED', 1, 'INSTANT'],
    ['booking-requested', 'PENDING', 2, 'INSTANT'],
    ['booking-confirmed', 'CONFIRMED', 2, 'INSTANT'],
  ]);
  const stored = await trips.book({ tripId, ...seats, idempotencyKey: `instant ${_name}` });
  expect(stored.data.bookSeats.bookings).toEqual(bookings);
  const again = await trips.changeBooking('confirmBooking', bookings[0].id, trips.tokens.driver);
  expect(refusalOf(again)).toEqual({ code: 'INVALID_TRANSITION', from: 'CONFIRMED', to: 'CONFIRMED' });
});

test("an admin's booking is confirmed at once too", async () => {
  const tripId = await newInstantTrip();
  trips.users.set('Passenger', idOf('p', '3'), { isActive: true, fullName: 'Sara', phoneNumber: '+966500000003' });
  const { data } = await trips.book({ tripId, seatNumbers: [1], passengerId: idOf('p', '3') }, trips.tokens.admin);
  expect(data.bookSeats.bookings[0].status).toBe('CONFIRMED');
  const events = await trips.eventsOf(tripId);
  expect(events.filter(({ type }) => type.startsWith('trips.booking-')).map(({ data }) => data.actor)).toEqual([
    { id: idOf('a', '1'), role: 'admin' },
    { id: idOf('a', '1'), role: 'admin' },
  ]);
});

test('a booking that waits for the trip is confirmed at once if the driver allows it meanwhile', async () => {
  const tripId = await trips.newTrip();
  const [, booked] = await instances.inTurn(
    tripId,
    () => trips.changeTrip('updateTrip', { tripId, bookingApproval: 'INSTANT' }),
    () => instances.bookAt(instances.second.url, { tripId, seatNumbers: [1] }, trips.tokens.stranger),
  );
  expect(booked.errors).toBeUndefined();
  expect(await bookingEvents(tripId)).toEqual([
    ['booking-requested', 'PENDING', 1, 'INSTANT'],
    ['booking-confirmed', 'CONFIRMED', 1, 'INSTANT'],
  ]);
});

test('seats that are confirmed at once are not counted as pending, but count on their trip', async () => {
  const token = await instances.passengerToken(900);
  const booked = async (tripId: string, seatCount: number) => {
    const answer = await instances.bookAt(trips.url, { tripId, seatCount }, token);
    return answer.errors ? refusalOf(answer).code : 'done';
  };
  const numbered = async (tripId: string, seatNumbers: number[]) => {
    const answer = await instances.bookAt(trips.url, { tripId, seatNumbers }, token);
    return answer.errors ? refusalOf(answer).code : 'done';
  };
  for (const tripId of [await trips.newTrip(), await trips.newTrip()]) expect(await booked(tripId, 10)).toBe('done');
  expect(await booked(await trips.newTrip(), 1)).toBe('RATE_LIMITED');
  const instant = await newInstantTrip();
  expect(await numbered(instant, [1, 2, 3, 4, 5])).toBe('done');
  expect(await booked(instant, 5)).toBe('done');
  expect(await numbered(instant, [11])).toBe('RATE_LIMITED');
  expect(await booked(instant, 1)).toBe('RATE_LIMITED');
});

test('subscribers see the confirmed booking, and the change of the approval', async () => {
  const tripId = await newInstantTrip();
  const variables = { id: tripId };
  const token = trips.tokens.driver;
  const bookings = watch(
    trips.url,
    'subscription ($id: ID) { bookingUpdated(tripId: $id) { seatNumber status passenger { id } } }',
    { token, variables },
  );
  const trip = watch(trips.url, 'subscription ($id: ID!) { tripUpdated(tripId: $id) { bookingApproval } }', {
    variables,
  });
  expect(await trip.next()).toMatchObject({ data: { tripUpdated: { bookingApproval: 'INSTANT' } } });
  await until(async () => (await liveSubscriptions(trips.url)) === 2);
  await trips.bookOne(tripId, 3);
  const confirmed = { seatNumber: 3, status: 'CONFIRMED', passenger: { id: passengerId } };
  for (let event = 0; event < 2; event++)
    expect(await bookings.next()).toMatchObject({ data: { bookingUpdated: confirmed } });
  await trips.changeTrip('updateTrip', { tripId, bookingApproval: 'DRIVER' });
  let approval = 'INSTANT';
  while (approval === 'INSTANT') approval = (await trip.next()).data.tripUpdated.bookingApproval;
  expect(approval).toBe('DRIVER');
  await bookings.stop();
  await trip.stop();
});
