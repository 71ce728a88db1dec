import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { constraintOf } from '#platform/database/constraint-of.ts';
import { refusalOf } from '#test-kit/refusal.ts';
import { seatUnique } from '../../../entities/seat-booking.ts';
import type { TripsHarness } from '../../../testing/harness.ts';
import { outcomesOf, startTwoInstances, type TwoInstances } from '../../../testing/two-instances.ts';

let instances: TwoInstances;
let trips: TripsHarness;

beforeAll(async () => {
  instances = await startTwoInstances();
  trips = instances.trips;
});

afterAll(() => instances.stop());

const block = (tripId: string, seatNumbers: number[], token?: string) =>
  trips.changeTrip('blockSeats', { tripId, seatNumbers }, token);
const unblock = (tripId: string, seatNumbers: number[], token?: string) =>
  trips.changeTrip('unblockSeats', { tripId, seatNumbers }, token);

type Trip = { availableSeats: number; seats: { number: number; status: string }[] };
const seatsThatAre = (status: string, { seats }: Trip) =>
  seats.filter((seat) => seat.status === status).map(({ number }) => number);

test('a blocked seat is BLOCKED in the seat map, not available, and cannot be booked', async () => {
  const { tripId } = await trips.newBookedTrip();
  const { data } = await block(tripId, [12, 4]);
  const { trip } = data.blockSeats;
  expect([trip.availableSeats, seatsThatAre('BLOCKED', trip)]).toEqual([8, [4, 12]]);
  const refused = await trips.book({ tripId, seatNumbers: [3, 4, 1] });
  expect(refusalOf(refused)).toEqual({ code: 'SEAT_TAKEN', seatNumbers: [1, 4] });
  expect((await trips.eventsOf(tripId)).at(-1)).toMatchObject({
    type: 'trips.trip-updated.v1',
    data: { changed: ['blockedSeats'], passengerIds: [expect.any(String), expect.any(String)] },
  });

  const unblocked = (await unblock(tripId, [4], trips.tokens.admin)).data.unblockSeats.trip;
  expect([unblocked.availableSeats, seatsThatAre('BLOCKED', unblocked)]).toEqual([9, [12]]);
  expect((await trips.book({ tripId, seatNumbers: [4] })).errors).toBeUndefined();
});

test('a repeated block or unblock changes nothing', async () => {
  const tripId = await trips.newTrip();
  await block(tripId, [1, 2]);
  const again = (await block(tripId, [2, 1])).data.blockSeats.trip;
  const more = (await block(tripId, [2, 3])).data.blockSeats.trip;
  await unblock(tripId, [1]);
  const unblocked = (await unblock(tripId, [1, 9])).data.unblockSeats.trip;
  expect([again, more, unblocked].map(({ availableSeats }) => availableSeats)).toEqual([10, 9, 10]);
  expect(await trips.eventTypes(tripId)).toEqual(['trip-created', 'trip-updated', 'trip-updated', 'trip-updated']);
});

test('a booked seat is not blocked, nor any other of the request', async () => {
  const { tripId } = await trips.newBookedTrip();
  const before = await trips.eventTypes(tripId);
  expect(refusalOf(await block(tripId, [3, 2, 1]))).toEqual({ code: 'SEAT_TAKEN', seatNumbers: [1, 2] });
  expect(await instances.seatsOf(tripId)).toEqual({ available: 10, active: 2 });
  expect(await trips.eventTypes(tripId)).toEqual(before);
});

test.each([
  ['none', []],
  ['0', [0]],
  ['one twice', [1, 1]],
  ['one beyond the trip', [1, 13]],
])('seat numbers are refused: %s', async (_name, seatNumbers) => {
  const tripId = await trips.newTrip();
  const refusals = [await block(tripId, seatNumbers), await unblock(tripId, seatNumbers)].map(refusalOf);
  const refused = { code: 'BAD_USER_INPUT', field: 'seatNumbers' };
  expect(refusals).toEqual([refused, refused]);
  expect(await trips.eventTypes(tripId)).toEqual(['trip-created']);
});

test('only the driver of the trip and admins unblock a seat, while the trip is scheduled', async () => {
  const tripId = await trips.newTrip();
  await block(tripId, [1]);
  expect(refusalOf(await unblock(tripId, [1], trips.tokens.otherDriver))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await unblock(tripId, [1], trips.tokens.passenger))).toEqual({ code: 'FORBIDDEN' });
  await trips.changeTrip('startTrip', { tripId });
  const refused = { code: 'INVALID_TRANSITION', from: 'STARTED', to: 'SCHEDULED' };
  expect(refusalOf(await unblock(tripId, [1]))).toEqual(refused);
  expect(await instances.seatsOf(tripId)).toEqual({ available: 11, active: 0 });
});

test('a trip keeps its blocked seats when it is resized', async () => {
  const tripId = await trips.newTrip();
  await block(tripId, [9]);
  const resize = (totalSeats: number) => trips.changeTrip('updateTrip', { tripId, totalSeats });
  expect(refusalOf(await resize(8))).toEqual({ code: 'BAD_USER_INPUT', field: 'totalSeats' });
  expect((await resize(9)).data.updateTrip.trip.availableSeats).toBe(8);
});

test('no list of bookings has a blocked seat', async () => {
  const tripId = await trips.newTrip();
  await block(tripId, [5]);
  const [row] = await trips.orm.em
    .getConnection()
    .execute<{ id: string }[]>('select id from seat_bookings where trip_id = ?', [tripId]);
  const { data, errors } = await trips.request(
    `query ($tripId: ID!, $r: [_Any!]!) {
      trip(id: $tripId) { bookings { totalCount edges { node { id } } } }
      bookings(first: 100) { edges { node { trip { id } } } }
      _entities(representations: $r) { ... on SeatBooking { id } }
    }`,
    { tripId, r: [{ __typename: 'SeatBooking', id: row?.id }] },
    trips.tokens.admin,
  );
  expect(errors).toBeUndefined();
  expect(data.trip.bookings).toEqual({ totalCount: 0, edges: [] });
  expect(data._entities).toEqual([null]);
  expect(JSON.stringify(data.bookings)).not.toContain(tripId);
});

test('the previous release cannot book a blocked seat: the unique index refuses its row', async () => {
  const tripId = await trips.newTrip();
  await block(tripId, [2]);
  const insert = (seat: number) =>
    trips.orm.em.getConnection().execute(
      `insert into seat_bookings (id, created_at, updated_at, trip_id, seat_number, passenger_id, passenger_name,
         passenger_phone, status, price, booked_at_utc)
       values (?, now(), now(), ?, ?, 'p_1', 'Mona', '+966500000001', 'PENDING', 120, now())`,
      [`b_${tripId}${seat}`, tripId, seat],
    );
  const error = await insert(2).catch((failure) => failure);
  expect(constraintOf(error)).toBe(seatUnique);
  await insert(3);
});

test('of a block and a booking of the same seat, one succeeds', async () => {
  const token = await instances.passengerToken(0);
  const tripIds = await Promise.all(Array.from({ length: 12 }, () => trips.newTrip()));
  const outcomes = await Promise.all(
    tripIds.map(async (tripId) => {
      const input = { tripId, seatNumbers: [1] };
      const answers = await Promise.all([block(tripId, [1, 2]), instances.bookAt(instances.second.url, input, token)]);
      const seats = await instances.seatsOf(tripId);
      return { outcomes: outcomesOf(answers), taken: 12 - seats.available - seats.active };
    }),
  );
  for (const { outcomes: each, taken } of outcomes) {
    expect(each).toEqual(['SEAT_TAKEN', 'done']);
    expect([0, 2]).toContain(taken);
  }
});

test('block, then book: the booking is refused. Book, then block: the block is refused', async () => {
  const token = await instances.passengerToken(1);
  const [first, second] = [await trips.newTrip(), await trips.newTrip()];
  const book = (tripId: string) => instances.bookAt(instances.second.url, { tripId, seatNumbers: [1] }, token);
  const taken = { code: 'SEAT_TAKEN', seatNumbers: [1] };
  const [blocked, refusedBooking] = await instances.inTurn(
    first,
    () => block(first, [1]),
    () => book(first),
  );
  expect([blocked.errors, refusalOf(refusedBooking)]).toEqual([undefined, taken]);
  const [booked, refusedBlock] = await instances.inTurn(
    second,
    () => book(second),
    () => block(second, [1]),
  );
  expect([booked.errors, refusalOf(refusedBlock)]).toEqual([undefined, taken]);
});

test('a booking beside an unblock of its seat gets the seat or SEAT_TAKEN', async () => {
  const token = await instances.passengerToken(2);
  const tripIds = await Promise.all(Array.from({ length: 12 }, () => trips.newTrip({ bookingApproval: 'INSTANT' })));
  for (const tripId of tripIds) await block(tripId, [1]);
  await Promise.all(
    tripIds.map(async (tripId) => {
      const input = { tripId, seatNumbers: [1] };
      const [unblocked, booked] = await Promise.all([
        unblock(tripId, [1]),
        instances.bookAt(instances.second.url, input, token),
      ]);
      expect(unblocked.errors).toBeUndefined();
      if (booked.errors) expect(refusalOf(booked)).toEqual({ code: 'SEAT_TAKEN', seatNumbers: [1] });
      const active = booked.errors ? 0 : 1;
      expect(await instances.seatsOf(tripId)).toEqual({ available: 12 - active, active });
    }),
  );
});
