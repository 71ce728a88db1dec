import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { idOf, inDays, passengerId, startTrips, type TripsHarness } from '../../testing/harness.ts';

let trips: TripsHarness;

beforeAll(async () => {
  trips = await startTrips();
});

afterAll(() => trips.stop());

const update = (tripId: string, change: Record<string, unknown>) =>
  trips.changeTrip('updateTrip', { tripId, ...change });

test('changes the supplied fields, and publishes them with the passengers', async () => {
  const { tripId } = await trips.newBookedTrip();
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

test('changes the approval of later bookings, and leaves pending ones to the driver', async () => {
  const { tripId, pending } = await trips.newBookedTrip();
  const { data } = await update(tripId, { bookingApproval: 'INSTANT' });
  expect(data.updateTrip.trip.bookingApproval).toBe('INSTANT');
  expect((await trips.eventsOf(tripId)).at(-1)?.data).toMatchObject({ changed: ['bookingApproval'] });
  const { data: instant } = await trips.book({ tripId, seatNumbers: [3] });
  expect(instant.bookSeats.bookings[0].status).toBe('CONFIRMED');
  const confirmed = await trips.changeBooking('confirmBooking', pending, trips.tokens.driver);
  expect(confirmed.data.confirmBooking.booking.status).toBe('CONFIRMED');
  await update(tripId, { bookingApproval: 'INSTANT' });
  await update(tripId, { bookingApproval: 'DRIVER' });
  const { data: later } = await trips.book({ tripId, seatNumbers: [4] });
  expect(later.bookSeats.bookings[0].status).toBe('PENDING');
  expect((await trips.eventTypes(tripId)).filter((type) => type === 'trip-updated')).toHaveLength(2);
});

test('replaces stops and clears optional fields that are null', async () => {
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

test('reads the capacity from users, but not for a forbidden caller', async () => {
  const tripId = await trips.newTrip();
  const more = { tripId, totalSeats: 20 };
  trips.users.fail(true);
  const allowed = await trips.changeTrip('updateTrip', more);
  const forbidden = await trips.changeTrip('updateTrip', more, trips.tokens.otherDriver);
  trips.users.fail(false);
  expect(refusalOf(allowed)).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'users' });
  expect(refusalOf(forbidden)).toEqual({ code: 'FORBIDDEN' });
});

test('publishes nothing when no value changes', async () => {
  const stops = [
    { location: 'Taif', stopTime: inDays(7) },
    { location: 'Hofuf', description: 'by the palms' },
  ];
  const tripId = await trips.newTrip({ stops });
  await update(tripId, { price: '120.00', stops });
  expect(await trips.eventTypes(tripId)).toEqual(['trip-created']);
  await update(tripId, { stops: stops.toReversed() });
  expect(await trips.eventTypes(tripId)).toEqual(['trip-created', 'trip-updated']);
});

test.each([
  ['a null departure', { departureTime: null }, 'departureTime'],
  ['a null approval of bookings', { bookingApproval: null }, 'bookingApproval'],
  ['a null price', { price: null }, 'price'],
  ['a past departure', { departureTime: '2020-01-01T00:00:00Z' }, 'departureTime'],
  ['an arrival before the departure', { arrivalTime: inDays(1) }, 'arrivalTime'],
  ['fewer seats than the highest booked one', { totalSeats: 1 }, 'totalSeats'],
  ['more seats than the vehicle has', { totalSeats: 46 }, 'totalSeats'],
  ['a price of zero', { price: '0.00' }, 'price'],
  ['a stop with a blank location', { stops: [{ location: ' ' }] }, 'location'],
])('refuses %s', async (_name, change, field) => {
  const { tripId } = await trips.newBookedTrip();
  expect(refusalOf(await update(tripId, change))).toEqual({ code: 'BAD_USER_INPUT', field });
});
