import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from '../../tests/support/refusal.ts';
import { idOf, inDays, passengerId, startTrips, type TripStep, type TripsHarness } from './testing/harness.ts';

let trips: TripsHarness;

beforeAll(async () => {
  trips = await startTrips();
});

afterAll(() => trips.stop());

const statusOf = async (bookingId: string) => {
  const { data } = await trips.ask(
    'query ($id: ID!) { booking(id: $id) { status cancellationReason } }',
    { id: bookingId },
    trips.tokens.admin,
  );
  return data.booking;
};

/** A trip with a confirmed seat 1 and a pending seat 2. */
async function bookedTrip(): Promise<{ tripId: string; confirmed: string; pending: string }> {
  const tripId = await trips.newTrip();
  const confirmed = await trips.bookOne(tripId, 1);
  await trips.stepOfBooking('confirmBooking', confirmed, trips.tokens.driver);
  const pending = await trips.bookOne(tripId, 2, trips.tokens.stranger);
  return { tripId, confirmed, pending };
}

const inputs: Record<TripStep, (tripId: string) => Record<string, unknown>> = {
  updateTrip: (tripId) => ({ tripId, price: '99.00' }),
  startTrip: (tripId) => ({ tripId }),
  completeTrip: (tripId) => ({ tripId }),
  cancelTrip: (tripId) => ({ tripId, reason: 'a sandstorm' }),
};
const run = (step: TripStep, tripId: string, token?: string | null) =>
  trips.stepOfTrip(step, inputs[step](tripId), token);

test('starting cancels what is pending, frees its seats and tells whom it concerns', async () => {
  const { tripId, confirmed, pending } = await bookedTrip();
  const { data } = await run('startTrip', tripId);
  expect(data.startTrip.trip).toMatchObject({ status: 'STARTED', availableSeats: 11 });
  expect((await statusOf(confirmed)).status).toBe('CONFIRMED');
  expect((await statusOf(pending)).status).toBe('CANCELLED');
  const events = (await trips.eventsOf(tripId)).slice(-2);
  expect(events.map(({ type, data: told }) => [type, told.cause, told.passengerIds])).toEqual([
    ['trips.booking-cancelled.v1', 'TRIP_STARTED', undefined],
    ['trips.trip-started.v1', undefined, [passengerId, idOf('p', '2')]],
  ]);
});

test('completing completes what is confirmed, and the seats stay taken', async () => {
  const { tripId, confirmed } = await bookedTrip();
  await run('startTrip', tripId);
  const { data } = await run('completeTrip', tripId, trips.tokens.admin);
  expect(data.completeTrip.trip).toMatchObject({ status: 'COMPLETED', availableSeats: 11 });
  expect(data.completeTrip.trip.seats[0]).toEqual({ number: 1, status: 'CONFIRMED' });
  expect((await statusOf(confirmed)).status).toBe('COMPLETED');
  expect((await trips.told(tripId)).slice(-2)).toEqual(['booking-completed', 'trip-completed']);
});

test('cancelling cancels every active booking, with the reason', async () => {
  const { tripId, confirmed, pending } = await bookedTrip();
  const { data } = await run('cancelTrip', tripId);
  expect(data.cancelTrip.trip).toMatchObject({ status: 'CANCELLED', availableSeats: 12 });
  for (const booking of [confirmed, pending]) {
    expect(await statusOf(booking)).toEqual({ status: 'CANCELLED', cancellationReason: 'a sandstorm' });
  }
  const events = (await trips.eventsOf(tripId)).slice(-3);
  expect(events.map(({ data: told }) => told.cause ?? told.reason)).toEqual([
    'TRIP_CANCELLED',
    'TRIP_CANCELLED',
    'a sandstorm',
  ]);
  expect(refusalOf(await trips.book({ tripId, seatNumbers: [5] }))).toEqual({
    code: 'TRIP_NOT_BOOKABLE',
    reason: 'CANCELLED',
  });
});

describe('a step that does not follow changes nothing', () => {
  const paths: Record<string, TripStep[]> = {
    SCHEDULED: [],
    STARTED: ['startTrip'],
    COMPLETED: ['startTrip', 'completeTrip'],
    CANCELLED: ['cancelTrip'],
  };
  const targets = {
    updateTrip: 'SCHEDULED',
    startTrip: 'STARTED',
    completeTrip: 'COMPLETED',
    cancelTrip: 'CANCELLED',
  } as const;
  const legal = new Set([
    'SCHEDULED updateTrip',
    'SCHEDULED startTrip',
    'SCHEDULED cancelTrip',
    'STARTED completeTrip',
  ]);
  const steps = Object.keys(targets) as TripStep[];
  const illegal = Object.keys(paths).flatMap((from) =>
    steps.filter((step) => !legal.has(`${from} ${step}`)).map((step) => [from, step] as const),
  );

  test.each(illegal)('%s %s', async (from, step) => {
    const tripId = await trips.newTrip();
    for (const before of paths[from] ?? []) await run(before, tripId);
    const told = await trips.told(tripId);
    expect(refusalOf(await run(step, tripId))).toEqual({ code: 'INVALID_TRANSITION', from, to: targets[step] });
    expect(await trips.told(tripId)).toEqual(told);
  });
});

test.each(Object.keys(inputs) as TripStep[])('%s is for the driver and admins', async (step) => {
  const tripId = await trips.newTrip();
  expect(refusalOf(await run(step, tripId, trips.tokens.otherDriver))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await run(step, tripId, trips.tokens.passenger))).toEqual({ code: 'FORBIDDEN' });
  expect(refusalOf(await run(step, tripId, null))).toEqual({ code: 'UNAUTHENTICATED' });
  expect(refusalOf(await run(step, idOf('t', '9')))).toEqual({ code: 'NOT_FOUND', field: 'tripId' });
  expect(refusalOf(await run(step, idOf('b', '9')))).toEqual({ code: 'BAD_USER_INPUT', field: 'tripId' });
});

describe('updateTrip', () => {
  const update = (tripId: string, change: Record<string, unknown>) =>
    trips.stepOfTrip('updateTrip', { tripId, ...change });

  test('changes what is given, and tells the passengers what that was', async () => {
    const { tripId } = await bookedTrip();
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

  test('replaces stops, and a null clears what is optional', async () => {
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

  test('that changes nothing tells nothing', async () => {
    const tripId = await trips.newTrip();
    await update(tripId, { price: '120.00' });
    expect(await trips.told(tripId)).toEqual(['trip-created']);
  });

  test.each([
    ['a departure that is cleared', { departureTime: null }, 'departureTime'],
    ['a price that is cleared', { price: null }, 'price'],
    ['a past departure', { departureTime: '2020-01-01T00:00:00Z' }, 'departureTime'],
    ['an arrival before the departure', { arrivalTime: inDays(1) }, 'arrivalTime'],
    ['seats below the highest that is held', { totalSeats: 1 }, 'totalSeats'],
    ['seats beyond the vehicle', { totalSeats: 46 }, 'totalSeats'],
    ['a price of nothing', { price: '0.00' }, 'price'],
    ['a stop without a place', { stops: [{ location: ' ' }] }, 'location'],
  ])('refuses %s', async (_name, change, field) => {
    const { tripId } = await bookedTrip();
    expect(refusalOf(await update(tripId, change))).toEqual({ code: 'BAD_USER_INPUT', field });
  });
});

test('cancelTrip takes a reason', async () => {
  const tripId = await trips.newTrip();
  const answer = await trips.stepOfTrip('cancelTrip', { tripId, reason: '  ' });
  expect(refusalOf(answer)).toEqual({ code: 'BAD_USER_INPUT', field: 'reason' });
});
