import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLog } from '#platform/log.ts';
import { requestGraphQL, settingsOn } from '#test-kit/subgraph.ts';
import { createTrips } from '../service.ts';
import { idOf, startTrips, type TripsHarness } from '../testing/harness.ts';

let trips: TripsHarness;

beforeAll(async () => {
  trips = await startTrips();
});

afterAll(() => trips.stop());

describe('references', () => {
  test('of one request take one statement per type', async () => {
    const tripIds = await Promise.all([1, 2, 3, 4, 5].map(() => trips.newTrip()));
    const bookingIds = await Promise.all(tripIds.map((tripId) => trips.bookOne(tripId, 1)));
    const references = [
      ...tripIds.map((tripId) => ({ __typename: 'Trip', id: tripId })),
      ...bookingIds.map((bookingId) => ({ __typename: 'SeatBooking', id: bookingId })),
      { __typename: 'Trip', id: idOf('t', '9') },
    ];
    const lines: string[] = [];
    const log = createLog({ name: 'trips', level: 'info', stream: { write: (line) => void lines.push(line) } });
    const watched = await createTrips({
      settings: await settingsOn(trips, { logSql: true }),
      log,
      verifyToken: trips.keys.verifyToken,
    });
    try {
      lines.length = 0;
      const { data, errors } = await requestGraphQL(
        watched.url,
        `query ($references: [_Any!]!) { _entities(representations: $references) {
          ... on Trip { id availableSeats seats { status } stops { location } driver { id } }
          ... on SeatBooking { id seatNumber trip { fromCity } }
        } }`,
        { references },
        trips.tokens.passenger,
      );
      expect(errors).toBeUndefined();
      expect(data._entities.map((entity: { id: string } | null) => entity?.id)).toEqual([
        ...tripIds,
        ...bookingIds,
        undefined,
      ]);
      const statements = lines.filter((line) => /select /.test(line) && !line.includes('messaging.'));
      // Trips, bookings, taken seats and stops.
      expect(statements).toHaveLength(4);
    } finally {
      await watched.stop();
    }
  });
});
