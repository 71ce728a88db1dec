import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTrips, type TripsHarness } from '../../testing/harness.ts';

let trips: TripsHarness;

beforeAll(async () => {
  trips = await startTrips();
});

afterAll(() => trips.stop());

test('records when a booking is confirmed and cancelled', async () => {
  const bookingId = await trips.bookOne(await trips.newTrip(), 1);
  const { data: confirmed } = await trips.changeBooking('confirmBooking', bookingId, trips.tokens.driver);
  const { confirmedAt } = confirmed.confirmBooking.booking;
  expect(confirmed.confirmBooking.booking).toMatchObject({ confirmedAt: expect.any(String), cancelledAt: null });
  const { data: cancelled } = await trips.changeBooking('cancelBooking', bookingId, trips.tokens.passenger);
  expect(cancelled.cancelBooking.booking).toMatchObject({ confirmedAt, cancelledAt: expect.any(String) });
});

test('shows each mutation of a document the result of the one before', async () => {
  const tripId = await trips.newTrip();
  const [first, second] = [await trips.bookOne(tripId, 1), await trips.bookOne(tripId, 2)];
  const { data } = await trips.request(
    `mutation ($a: ID!, $b: ID!) {
      a: cancelBooking(input: { bookingId: $a }) { booking { trip { availableSeats } } }
      b: cancelBooking(input: { bookingId: $b }) { booking { trip { availableSeats seats { status } } } }
    }`,
    { a: first, b: second },
    trips.tokens.passenger,
  );
  expect(data.a.booking.trip.availableSeats).toBe(11);
  expect(data.b.booking.trip.availableSeats).toBe(12);
});
