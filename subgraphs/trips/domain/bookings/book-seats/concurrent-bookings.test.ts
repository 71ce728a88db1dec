import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { untilBlocked } from '#test-kit/statements.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { idOf, type TripsHarness } from '../../../testing/harness.ts';
import { outcomesOf, startTwoInstances, type TwoInstances } from '../../../testing/two-instances.ts';

let instances: TwoInstances;
let trips: TripsHarness;
let urls: TwoInstances['urls'];
/** The tokens of 200 passengers. */
let crowd: string[];

beforeAll(async () => {
  instances = await startTwoInstances();
  ({ trips, urls } = instances);
  crowd = await instances.passengerTokens(200);
});

afterAll(() => instances.stop());

const urlAt = (at: number): string => urls[at % 2] as string;

describe('200 requests for one seat', () => {
  test.each([
    ['one instance', () => urls[0]],
    ['two instances', urlAt],
  ])('book it once at %s', async (_name, urlOf) => {
    const tripId = await trips.newTrip();
    const answers = await Promise.all(
      crowd.map((token, at) => instances.bookAt(urlOf(at), { tripId, seatNumbers: [7] }, token)),
    );
    expect(outcomesOf(answers)).toEqual([...Array(199).fill('SEAT_TAKEN'), 'done']);
    expect(await instances.seatsOf(tripId)).toEqual({ available: 11, active: 1 });
    expect(await trips.eventTypes(tripId)).toEqual(['trip-created', 'booking-requested']);
  });
});

test('50 requests with one key at two instances book once and return the same bookings', async () => {
  const tripId = await trips.newTrip();
  const input = { tripId, seatNumbers: [3, 4], idempotencyKey: 'fifty' };
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) => instances.bookAt(urlAt(at), input, crowd[0])),
  );
  expect(outcomesOf(answers)).toEqual(Array(50).fill('done'));
  expect(new Set(answers.map(({ data }) => JSON.stringify(data.bookSeats.bookings))).size).toBe(1);
  expect(await instances.seatsOf(tripId)).toEqual({ available: 10, active: 2 });
});

test('requests for overlapping seats in any order get all of their seats or none', async () => {
  const tripId = await trips.newTrip();
  const answers = await Promise.all(
    crowd.slice(0, 60).map((token, at) => {
      const seatNumbers = [0, 1, 2].map((step) => 1 + ((at * 5 + step * 7) % 12));
      const ordered = at % 2 ? seatNumbers : seatNumbers.toReversed();
      return instances.bookAt(at % 3 ? urls[0] : urls[1], { tripId, seatNumbers: ordered }, token);
    }),
  );
  const booked = answers.filter(({ errors }) => !errors);
  expect(new Set(outcomesOf(answers))).toEqual(new Set(['SEAT_TAKEN', 'done']));
  expect(booked.every(({ data }) => data.bookSeats.bookings.length === 3)).toBe(true);
  expect(await instances.seatsOf(tripId)).toEqual({ available: 12 - booked.length * 3, active: booked.length * 3 });
});

test('a concurrent reader always sees available and active seats add up', async () => {
  const tripId = await trips.newTrip();
  let isBooking = true;
  const reader = (async () => {
    let reads = 0;
    for (; isBooking || reads === 0; reads++) {
      const { available, active } = await instances.seatsOf(tripId);
      expect(available).toBe(12 - active);
    }
    return reads;
  })();
  const bookings = crowd.slice(0, 12).map(async (token, at) => {
    for (let round = 0; round < 8; round++) {
      const { data } = await instances.bookAt(urlAt(at), { tripId, seatNumbers: [at + 1] }, token);
      await trips.changeBooking('cancelBooking', data.bookSeats.bookings[0].id, token);
    }
  });
  await Promise.all(bookings);
  isBooking = false;
  expect(await reader).toBeGreaterThan(0);
  expect(await instances.seatsOf(tripId)).toEqual({ available: 12, active: 0 });
});

test('a booking that is cut off at its deadline before its turn books nothing', async () => {
  const tripId = await trips.newTrip();
  const release = await instances.lock('select from trips where id = ? for update', [tripId]);
  const first = trips.bookOne(tripId, 1);
  await untilBlocked(trips.orm, 1);
  const mutation = `mutation { bookSeats(input: { tripId: "${tripId}", seatNumbers: [2] }) { bookings { id } } }`;
  const late = await requestGraphQL(trips.url, mutation, {}, crowd[0], { 'x-deadline-ms': '300' });
  expect(refusalOf(late)).toEqual({ code: 'SUBGRAPH_TIMEOUT', subgraph: 'trips' });
  await release();
  await first;
  // Its turn comes after that of the late one.
  await trips.bookOne(tripId, 3);
  expect(await instances.seatsOf(tripId)).toEqual({ available: 10, active: 2 });
});

test('a connection that is killed during a booking leaves nothing, and the retry with its key books once', async () => {
  const tripId = await trips.newTrip();
  const accountId = idOf('p', '1');
  // The statement locks the trip and then waits for this uncommitted key.
  const release = await instances.lock(
    `insert into idempotency_keys (id, created_at, updated_at, account_id, operation, key, request_hash, result_ids)
     values ('k_locked', now(), now(), ?, 'bookSeats', 'killed', 'x', '[]')`,
    [accountId],
  );
  const input = { tripId, seatNumbers: [1, 2], idempotencyKey: 'killed' };
  const killed = trips.book(input);
  await untilBlocked(trips.orm, 1);
  await instances.killBlocked();
  expect(refusalOf(await killed)).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'trips' });
  await release();
  expect(await instances.seatsOf(tripId)).toEqual({ available: 12, active: 0 });
  expect(await trips.eventTypes(tripId)).toEqual(['trip-created']);
  const retried = await trips.book(input);
  expect(retried.errors).toBeUndefined();
  const repeated = await trips.book(input);
  expect(repeated.data.bookSeats.bookings).toEqual(retried.data.bookSeats.bookings);
  expect(await instances.seatsOf(tripId)).toEqual({ available: 10, active: 2 });
});
