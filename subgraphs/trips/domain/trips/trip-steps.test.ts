import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { idOf, inDays, passengerId, startTrips, type TripsHarness } from '../../testing/harness.ts';

let trips: TripsHarness;

beforeAll(async () => {
  trips = await startTrips();
});

afterAll(() => trips.stop());

const statusOf = async (bookingId: string) => {
  const { data } = await trips.request(
    'query ($id: ID!) { booking(id: $id) { status } }',
    { id: bookingId },
    trips.tokens.admin,
  );
  return data.booking.status;
};

/** A trip with a confirmed seat 1 and a pending seat 2. */
async function bookedTrip(): Promise<{ tripId: string; confirmed: string; pending: string }> {
  const tripId = await trips.newTrip();
  const confirmed = await trips.bookOne(tripId, 1);
  await trips.stepOfBooking('confirmBooking', confirmed, trips.tokens.driver);
  const pending = await trips.bookOne(tripId, 2, trips.tokens.stranger);
  return { tripId, confirmed, pending };
}

test('starting cancels what is pending, frees its seats and tells whom it concerns', async () => {
  const { tripId, confirmed, pending } = await bookedTrip();
  const { data } = await trips.stepOfTrip('startTrip', { tripId });
  expect(data.startTrip.trip).toMatchObject({ status: 'STARTED', availableSeats: 11 });
  expect(await statusOf(confirmed)).toBe('CONFIRMED');
  expect(await statusOf(pending)).toBe('CANCELLED');
  const events = (await trips.eventsOf(tripId)).slice(-2);
  expect(events.map(({ type, data: told }) => [type, told.cause, told.passengerIds])).toEqual([
    ['trips.booking-cancelled.v1', 'TRIP_STARTED', undefined],
    ['trips.trip-started.v1', undefined, [passengerId, idOf('p', '2')]],
  ]);
});

test('the confirmed seats of a completed trip stay taken', async () => {
  const { tripId } = await bookedTrip();
  await trips.stepOfTrip('startTrip', { tripId });
  const { data } = await trips.stepOfTrip('completeTrip', { tripId });
  expect(data.completeTrip.trip).toMatchObject({ status: 'COMPLETED', availableSeats: 11 });
  expect(data.completeTrip.trip.seats[0]).toEqual({ number: 1, status: 'CONFIRMED' });
});

describe('updateTrip', () => {
  const update = (tripId: string, change: Record<string, unknown>) =>
    trips.stepOfTrip('updateTrip', { tripId, ...change });

  test('changes what is given, and tells the passengers what that was', async () => {
    const { tripId } = await bookedTrip();
    const departureTime = inDays(9);
    const arrivalTime = inDays(10);
    const change = { departureTime, arrivalTime, description: 'by the coast', price: '90.00', totalSeats: 20 };
    const { data } = await update(tripId, { ...change, stops: [{ location: 'Taif' }, { location: 'Rabigh' }] });
    expect(data.updateTrip.trip).toMatchObject({
      ...change,
      availableSeats: 18,
      stops: [
        { stopOrder: 1, location: 'Taif' },
        { stopOrder: 2, location: 'Rabigh' },
      ],
    });
    expect((await trips.eventsOf(tripId)).at(-1)?.data).toMatchObject({
      passengerIds: [passengerId, idOf('p', '2')],
      changed: ['departureTime', 'arrivalTime', 'description', 'price', 'totalSeats', 'stops'],
    });
    const { data: booked } = await trips.book({ tripId, seatNumbers: [20] });
    expect(booked.bookSeats.bookings[0].price).toBe('90.00');
  });

  test('replaces stops, and a null clears what is optional', async () => {
    const tripId = await trips.newTrip({
      stops: [{ location: 'Taif' }],
      description: 'a note',
      arrivalTime: inDays(8),
    });
    const { data } = await update(tripId, { stops: [{ location: 'Hofuf' }], description: null, arrivalTime: null });
    expect(data.updateTrip.trip).toMatchObject({
      stops: [{ stopOrder: 1, location: 'Hofuf' }],
      description: null,
      arrivalTime: null,
    });
  });

  test('asks users how many seats there may be, but not for whoever may not change the trip', async () => {
    const tripId = await trips.newTrip();
    const more = { tripId, totalSeats: 20 };
    trips.users.fail(true);
    const theirs = await trips.stepOfTrip('updateTrip', more);
    const others = await trips.stepOfTrip('updateTrip', more, trips.tokens.otherDriver);
    trips.users.fail(false);
    expect(refusalOf(theirs)).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'users' });
    expect(refusalOf(others)).toEqual({ code: 'FORBIDDEN' });
  });

  test('that changes nothing tells nothing', async () => {
    const stops = [
      { location: 'Taif', stopTime: inDays(7) },
      { location: 'Hofuf', description: 'by the palms' },
    ];
    const tripId = await trips.newTrip({ stops });
    await update(tripId, { price: '120.00', stops });
    expect(await trips.told(tripId)).toEqual(['trip-created']);
    await update(tripId, { stops: stops.toReversed() });
    expect(await trips.told(tripId)).toEqual(['trip-created', 'trip-updated']);
  });

  test.each([
    ['a departure that is cleared', { departureTime: null }, 'departureTime'],
    ['a price that is cleared', { price: null }, 'price'],
    ['a past departure', { departureTime: '2020-01-01T00:00:00Z' }, 'departureTime'],
    ['an arrival before the departure', { arrivalTime: inDays(1) }, 'arrivalTime'],
    ['seats below the highest that is held', { totalSeats: 1 }, 'totalSeats'],
    ['seats beyond the vehicle', { totalSeats: 46 }, 'totalSeats'],
    ['a price of nothing', { price: '0.00' }, 'price'],
    ['a stop without a place', { stops: [{ location: ' ' }] }, 'location'],
  ])('refuses %s', async (_name, change, field) => {
    const { tripId } = await bookedTrip();
    expect(refusalOf(await update(tripId, change))).toEqual({ code: 'BAD_USER_INPUT', field });
  });
});
