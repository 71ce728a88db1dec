import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Crowd, crowd } from '#test-kit/crowd.ts';
import { liveSubscriptions } from '#test-kit/live-subscriptions.ts';
import { until } from '#test-kit/until.ts';
import { watch } from '#test-kit/watch.ts';
import { startTrips, type TripsHarness } from '../testing/harness.ts';

let trips: TripsHarness;
const crowds: Crowd[] = [];

beforeAll(async () => {
  trips = await startTrips();
});

afterEach(async () => {
  await Promise.all(crowds.splice(0).map((each) => each.stop()));
  await until(async () => (await liveSubscriptions(trips.url)) === 0);
});

afterAll(() => trips.stop());

const tripUpdated = `subscription ($id: ID!) {
  tripUpdated(tripId: $id) { id availableSeats seats { number status } stops { location } driver { id } }
}`;
const bookingUpdated = `subscription ($id: ID) {
  bookingUpdated(tripId: $id) { id status trip { fromCity availableSeats seats { status } stops { location } } }
}`;

const follow = (query: string, size: number, tripId: string, token?: string): Crowd => {
  const variables = { id: tripId };
  const each = crowd(trips.url, query, size, { ...(token ? { token } : {}), variables });
  crowds.push(each);
  return each;
};
const published = () => {
  const pending = `select from messaging.outbox where status = 'PENDING'`;
  return until(async () => (await trips.orm.em.getConnection().execute<unknown[]>(pending)).length === 0);
};
const newTrip = async () => {
  const tripId = await trips.newTrip({ stops: [{ location: 'Taif' }] });
  await published();
  return tripId;
};
/** The reads of rows by entities and of taken seats, as resolvers make them. Background jobs make none. */
const reads = () =>
  trips.statements().filter((statement) => /^\[query\] select ("\w0"|trip_id, seat_number)/.test(statement));
const isLive = (count: number) => until(async () => (await liveSubscriptions(trips.url)) === count);

/** The number of reads that follow from one booking, until `notified` resolves. */
async function readsOfBooking(tripId: string, seat: number, notified: () => Promise<unknown>): Promise<number> {
  trips.statements();
  await trips.bookOne(tripId, seat);
  await published();
  await notified();
  return reads().length;
}

describe('an event is read once for any number of subscribers', () => {
  test('of tripUpdated', async () => {
    const tripId = await newTrip();
    const unwatched = await readsOfBooking(tripId, 1, async () => {});
    const one = follow(tripUpdated, 1, tripId);
    await one.results(1);
    const ofOne = await readsOfBooking(tripId, 2, () => one.results(2));
    expect(ofOne).toBe(unwatched + 3);

    const many = follow(tripUpdated, 499, tripId);
    await many.results(1);
    const ofMany = await readsOfBooking(tripId, 3, async () => {
      await one.results(3);
      const results = await many.results(2);
      const seats = [1, 2, 3].map((number) => ({ number, status: 'PENDING' }));
      const trip = { availableSeats: 9, seats: expect.arrayContaining(seats), stops: [{ location: 'Taif' }] };
      for (const result of results) expect(result).toMatchObject({ data: { tripUpdated: trip } });
    });
    expect(ofMany).toBe(ofOne);
  }, 60_000);

  test('of bookingUpdated, also by viewers of different roles', async () => {
    const tripId = await newTrip();
    const { passenger, driver, admin } = trips.tokens;
    const unwatched = await readsOfBooking(tripId, 1, async () => {});
    const one = follow(bookingUpdated, 1, tripId, passenger);
    await isLive(1);
    const ofOne = await readsOfBooking(tripId, 2, () => one.results(1));
    expect(ofOne).toBe(unwatched + 4);

    const many = [passenger, driver, admin].map((token) => follow(bookingUpdated, 100, tripId, token));
    await isLive(301);
    const ofMany = await readsOfBooking(tripId, 3, async () => {
      for (const each of many) {
        const booking = { status: 'PENDING', trip: { fromCity: 'Riyadh', availableSeats: 9 } };
        for (const result of await each.results(1)) expect(result).toMatchObject({ data: { bookingUpdated: booking } });
      }
      await one.results(2);
    });
    expect(ofMany).toBe(ofOne);
  }, 60_000);
});

test('what viewers may not share is decided for each', async () => {
  const tripId = await newTrip();
  const query = `subscription ($id: ID!) {
    tripUpdated(tripId: $id) { availableSeats bookings { edges { node { seatNumber passengerName } } } }
  }`;
  const { passenger, driver, stranger } = trips.tokens;
  const viewers = [passenger, driver, stranger, null].map((token) =>
    watch(trips.url, query, { token, variables: { id: tripId } }),
  );
  for (const each of viewers) await each.next();
  await trips.bookOne(tripId, 4);
  const results = await Promise.all(viewers.map((each) => each.next()));
  const edges = [{ node: { seatNumber: 4, passengerName: 'Mona' } }];
  expect(results.map(({ data }) => data.tripUpdated.bookings?.edges)).toEqual([edges, edges, [], undefined]);
  expect(results[3]?.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  for (const each of viewers) await each.stop();
});

test('tripUpdated reads the trip once at its start', async () => {
  const tripId = await newTrip();
  trips.statements();
  const live = watch(trips.url, 'subscription ($id: ID!) { tripUpdated(tripId: $id) { id availableSeats } }', {
    variables: { id: tripId },
  });
  expect((await live.next()).data.tripUpdated).toEqual({ id: tripId, availableSeats: 12 });
  expect(reads()).toHaveLength(1);
  await live.stop();
});

test('while the database fails, each event waits for it', async () => {
  const tripId = await newTrip();
  const variables = { id: tripId };
  const state = watch(trips.url, 'subscription ($id: ID!) { tripUpdated(tripId: $id) { stops { location } } }', {
    variables,
  });
  const log = watch(
    trips.url,
    'subscription ($id: ID) { bookingUpdated(tripId: $id) { trip { stops { location } } } }',
    {
      variables,
      token: trips.tokens.admin,
    },
  );
  await state.next();
  await isLive(2);
  const execute = (sql: string) => trips.orm.em.getConnection().execute(sql);
  trips.statements();
  await execute('alter table trip_stops rename to away');
  try {
    await trips.bookOne(tripId, 1);
    const failed = () => trips.statements().some((statement) => statement.includes('from "trip_stops"'));
    await until(failed);
  } finally {
    await execute('alter table away rename to trip_stops');
  }
  const stops = [{ location: 'Taif' }];
  const extensions = { changedIds: [tripId] };
  expect(await state.next()).toEqual({ data: { tripUpdated: { stops } }, extensions });
  expect(await log.next()).toEqual({ data: { bookingUpdated: { trip: { stops } } }, extensions });
  for (const each of [state, log]) await each.stop();
});
