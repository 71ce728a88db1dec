import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { idOf, passengerId, startTrips, type TripsHarness } from '../../testing/harness.ts';

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

test('cancels pending bookings, frees their seats, and publishes the events with the passengers', async () => {
  const { tripId, confirmed, pending } = await trips.newBookedTrip();
  const { data } = await trips.changeTrip('startTrip', { tripId });
  expect(data.startTrip.trip).toMatchObject({ status: 'STARTED', availableSeats: 11 });
  expect(await statusOf(confirmed)).toBe('CONFIRMED');
  expect(await statusOf(pending)).toBe('CANCELLED');
  const events = (await trips.eventsOf(tripId)).slice(-2);
  expect(events.map(({ type, data: event }) => [type, event.cause, event.passengerIds])).toEqual([
    ['trips.booking-cancelled.v1', 'TRIP_STARTED', undefined],
    ['trips.trip-started.v1', undefined, [passengerId, idOf('p', '2')]],
  ]);
});
