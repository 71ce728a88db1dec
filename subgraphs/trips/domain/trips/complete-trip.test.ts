import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTrips, type TripsHarness } from '../../testing/harness.ts';

let trips: TripsHarness;

beforeAll(async () => {
  trips = await startTrips();
});

afterAll(() => trips.stop());

test('keeps the seats of completed bookings taken', async () => {
  const { tripId } = await trips.newBookedTrip();
  await trips.changeTrip('startTrip', { tripId });
  const { data } = await trips.changeTrip('completeTrip', { tripId });
  expect(data.completeTrip.trip).toMatchObject({ status: 'COMPLETED', availableSeats: 11 });
  expect(data.completeTrip.trip.seats[0]).toEqual({ number: 1, status: 'CONFIRMED' });
});
