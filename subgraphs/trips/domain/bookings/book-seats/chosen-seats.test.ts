import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { untilBlocked } from '#test-kit/statements.ts';
import { type GraphQLAnswer, requestGraphQL } from '#test-kit/subgraph.ts';
import type { TripsHarness } from '../../../testing/harness.ts';
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

/** Books at the first or the second instance. */
const bookAt = (at: 0 | 1, input: Record<string, unknown>, passenger: number = at) =>
  instances.bookAt(urls[at], input, crowd[passenger]);
const seatsIn = ({ data }: GraphQLAnswer): number[] =>
  data.bookSeats.bookings.map(({ seatNumber }: { seatNumber: number }) => seatNumber);

test('200 callers of one or two seats at two instances sell each of 45 seats once', async () => {
  const tripId = await trips.newTrip({ totalSeats: 45 });
  const answers = await Promise.all(
    crowd.map((_, at) => bookAt(at % 2 ? 1 : 0, { tripId, seatCount: 1 + (Math.floor(at / 2) % 2) }, at)),
  );
  const booked = answers.filter(({ errors }) => !errors).flatMap(seatsIn);
  expect(booked.sort((a, b) => a - b)).toEqual(Array.from({ length: 45 }, (_, at) => at + 1));
  const refusals = answers.filter(({ errors }) => errors).map(refusalOf);
  expect(refusals).toEqual(refusals.map(() => ({ code: 'SEAT_TAKEN', seatNumbers: [] })));
  expect(await instances.seatsOf(tripId)).toEqual({ available: 0, active: 45 });
  expect(await trips.eventTypes(tripId)).toHaveLength(46);
});

test.each([
  ['counted', { seatCount: 2 }, [1, 2]],
  ['numbered', { seatNumbers: [2, 3] }, [2, 3]],
])('chooses other seats than a %s request of another instance that was first', async (_name, first, taken) => {
  const tripId = await trips.newTrip({ totalSeats: 6 });
  const [one, two] = await instances.inTurn(
    tripId,
    () => bookAt(0, { tripId, ...first }),
    () => bookAt(1, { tripId, seatCount: 3 }),
  );
  expect(seatsIn(one)).toEqual(taken);
  expect(seatsIn(two)).toEqual([4, 5, 6].map((seat) => (taken.includes(1) ? seat - 1 : seat)));
});

test('chooses seats by what is free once the request has the lock of the trip', async () => {
  const tripId = await trips.newTrip({ totalSeats: 6 });
  await bookAt(0, { tripId, seatNumbers: [2, 4] });
  const other = trips.orm.em.fork();
  await other.begin();
  await other.execute('update trips set available_seats = available_seats + 1 where id = ?', [tripId]);
  const booked = bookAt(1, { tripId, seatCount: 2 });
  await untilBlocked(trips.orm, 1);
  await other.execute(`update seat_bookings set status = 'CANCELLED' where trip_id = ? and seat_number = 4`, [tripId]);
  await other.commit();
  expect(seatsIn(await booked)).toEqual([3, 4]);
});

test('50 requests with one key at two instances book once and return the same bookings', async () => {
  const tripId = await trips.newTrip();
  const input = { tripId, seatCount: 2, idempotencyKey: 'fifty counted' };
  const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => bookAt(at % 2 ? 1 : 0, input, 0)));
  expect(outcomesOf(answers)).toEqual(Array(50).fill('done'));
  expect(new Set(answers.map(({ data }) => JSON.stringify(data.bookSeats.bookings))).size).toBe(1);
  expect(await instances.seatsOf(tripId)).toEqual({ available: 10, active: 2 });
});

test("one passenger's concurrent requests on three trips stay within the limit of pending seats", async () => {
  const tripIds = await Promise.all([1, 2, 3].map(() => trips.newTrip()));
  const token = await instances.passengerToken(crowd.length);
  const seats = [{ seatNumbers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }, { seatCount: 10 }, { seatCount: 10 }];
  const answers = await Promise.all(
    tripIds.map((tripId, at) => instances.bookAt(urls[0], { tripId, ...seats[at] }, token)),
  );
  expect(outcomesOf(answers)).toEqual(['RATE_LIMITED', 'done', 'done']);
});

test('a request that reaches its deadline while it waits for the lock books nothing', async () => {
  const tripId = await trips.newTrip();
  const release = await instances.lockTrip(tripId);
  const mutation = `mutation { bookSeats(input: { tripId: "${tripId}", seatCount: 2 }) { bookings { id } } }`;
  const late = await requestGraphQL(trips.url, mutation, {}, crowd[0], { 'x-deadline-ms': '300' });
  expect(refusalOf(late)).toEqual({ code: 'SUBGRAPH_TIMEOUT', subgraph: 'trips' });
  await untilBlocked(trips.orm, 1);
  await release();
  // Its turn comes after that of the late one.
  expect(seatsIn(await bookAt(0, { tripId, seatCount: 1 }, 1))).toEqual([1]);
  expect(await instances.seatsOf(tripId)).toEqual({ available: 11, active: 1 });
});

test('requests for a sold-out trip do not wait for its lock', async () => {
  const tripId = await trips.newTrip({ totalSeats: 2 });
  await bookAt(0, { tripId, seatCount: 2 });
  const release = await instances.lockTrip(tripId);
  const refused = await bookAt(1, { tripId, seatCount: 1 });
  expect(refusalOf(refused)).toEqual({ code: 'SEAT_TAKEN', seatNumbers: [] });
  await release();
});

test('a connection that is killed during a booking leaves nothing, and the retry with its key books once', async () => {
  const tripId = await trips.newTrip();
  const release = await instances.lockTrip(tripId);
  const input = { tripId, seatCount: 2, idempotencyKey: 'killed counted' };
  const killed = bookAt(0, input);
  await untilBlocked(trips.orm, 1);
  await instances.killBlocked();
  expect(refusalOf(await killed)).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'trips' });
  await release();
  expect(await instances.seatsOf(tripId)).toEqual({ available: 12, active: 0 });
  expect(seatsIn(await bookAt(1, input, 0))).toEqual([1, 2]);
  expect(seatsIn(await bookAt(0, input))).toEqual([1, 2]);
  expect(await instances.seatsOf(tripId)).toEqual({ available: 10, active: 2 });
});
