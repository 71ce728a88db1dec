import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import type { TripsHarness } from '../../testing/harness.ts';
import { startTwoInstances, type TwoInstances } from '../../testing/two-instances.ts';

let instances: TwoInstances;
let trips: TripsHarness;
let token: string;

beforeAll(async () => {
  instances = await startTwoInstances();
  trips = instances.trips;
  token = await instances.passengerToken(0);
});

afterAll(() => instances.stop());

const book = (tripId: string, seat: number) => instances.bookAt(trips.url, { tripId, seatNumbers: [seat] }, token);

test('confirm, then cancel: the booking is cancelled', async () => {
  const tripId = await trips.newTrip();
  const bookingId = await trips.bookOne(tripId, 1);
  const [confirmed, cancelled] = await instances.inTurn(
    tripId,
    () => trips.changeBooking('confirmBooking', bookingId, trips.tokens.driver),
    () => trips.changeBooking('cancelBooking', bookingId, trips.tokens.passenger),
  );
  expect([confirmed.errors, cancelled.errors]).toEqual([undefined, undefined]);
  expect((await trips.eventTypes(tripId)).slice(-2)).toEqual(['booking-confirmed', 'booking-cancelled']);
});

test('cancel, then confirm: the confirmation is refused', async () => {
  const tripId = await trips.newTrip();
  const bookingId = await trips.bookOne(tripId, 1);
  const [, confirmed] = await instances.inTurn(
    tripId,
    () => trips.changeBooking('cancelBooking', bookingId, trips.tokens.passenger),
    () => trips.changeBooking('confirmBooking', bookingId, trips.tokens.driver),
  );
  expect(refusalOf(confirmed)).toEqual({ code: 'INVALID_TRANSITION', from: 'CANCELLED', to: 'CONFIRMED' });
});

test('start, then book: the booking is refused', async () => {
  const tripId = await trips.newTrip();
  const [, booked] = await instances.inTurn(
    tripId,
    () => trips.changeTrip('startTrip', { tripId }),
    () => book(tripId, 1),
  );
  expect(refusalOf(booked)).toEqual({ code: 'TRIP_NOT_BOOKABLE', reason: 'STARTED' });
});

test('book, then start: the booking is cancelled', async () => {
  const tripId = await trips.newTrip();
  const [booked, started] = await instances.inTurn(
    tripId,
    () => book(tripId, 1),
    () => trips.changeTrip('startTrip', { tripId }),
  );
  expect([booked.errors, started.errors]).toEqual([undefined, undefined]);
  expect((await trips.eventTypes(tripId)).slice(-3)).toEqual([
    'booking-requested',
    'booking-cancelled',
    'trip-started',
  ]);
});

test('change the price, then book: the booking has the new price', async () => {
  const tripId = await trips.newTrip();
  const [, booked] = await instances.inTurn(
    tripId,
    () => trips.changeTrip('updateTrip', { tripId, price: '99.00' }),
    () => book(tripId, 1),
  );
  expect(booked.data.bookSeats.bookings[0].price).toBe('99.00');
});

test('book, then change the price: the booking has the old price', async () => {
  const tripId = await trips.newTrip();
  const [booked] = await instances.inTurn(
    tripId,
    () => book(tripId, 1),
    () => trips.changeTrip('updateTrip', { tripId, price: '99.00' }),
  );
  expect(booked.data.bookSeats.bookings[0].price).toBe('120.00');
});

test('remove seats, then book a removed one: the booking is refused', async () => {
  const tripId = await trips.newTrip();
  const [, booked] = await instances.inTurn(
    tripId,
    () => trips.changeTrip('updateTrip', { tripId, totalSeats: 3 }),
    () => book(tripId, 5),
  );
  expect(refusalOf(booked)).toEqual({ code: 'BAD_USER_INPUT', field: 'seatNumbers' });
});

test('book a seat, then remove it: the update is refused', async () => {
  const tripId = await trips.newTrip();
  const [, updated] = await instances.inTurn(
    tripId,
    () => book(tripId, 5),
    () => trips.changeTrip('updateTrip', { tripId, totalSeats: 3 }),
  );
  expect(refusalOf(updated)).toEqual({ code: 'BAD_USER_INPUT', field: 'totalSeats' });
});
