import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { idGenerator } from '#platform/ids.ts';
import { limits } from '#platform/limits.ts';
import { until } from '#test-kit/until.ts';
import { IdempotencyKey } from '../../entities/idempotency-key.ts';
import { clear } from '../../model/stored-state.ts';
import { idOf, passengerId, startTrips, type TripsHarness } from '../../testing/harness.ts';
import { readTrips, storedSeats, storeTrips, type TripToStore } from '../../testing/stored-trips.ts';
import { expireBookings } from './expire-bookings.ts';
import { pruneKeys } from './prune-idempotency-keys.ts';
import { remindOfTrips } from './remind-of-trips.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let trips: TripsHarness;
let now: Date;

beforeAll(async () => {
  trips = await startTrips();
});

beforeEach(async () => {
  await clear(trips.orm);
  now = trips.clock.now();
});

afterAll(() => trips.stop());

/** An instant so many milliseconds from now. */
const at = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);
const originAt = (instant: Date) => ({ now: instant, newId: idGenerator({ now: () => instant }) });
const store = (...toStore: TripToStore[]) => storeTrips(trips.orm, toStore);

/** The trip's status, its free seats, its bookings by seat, and what was told of it. */
async function stateOf(tripId: string) {
  const [trip] = await readTrips(trips.orm.em, [tripId]);
  return {
    status: trip?.status,
    free: trip?.available_seats,
    bookings: trip?.bookings.map(({ status }) => status),
    told: trip?.events.map(({ type, data }) => [type, data.cause ?? data.passengerIds]),
  };
}

describe('expiry', () => {
  const approvalMinutes = 180;
  const expire = (instant = now) => expireBookings(trips.orm.em.fork(), { ...originAt(instant), approvalMinutes });
  const expired = ['trips.booking-cancelled.v1', 'EXPIRED'];
  const pending = (bookedAt: Date) => ({ status: 'PENDING', bookedAt }) as const;
  const confirmed = (bookedAt: Date) => ({ status: 'CONFIRMED', bookedAt }) as const;

  test('comes with the last of the minutes for approval, and not before', async () => {
    const bookedAt = at(-approvalMinutes * minute);
    const [tripId = ''] = await store({ departure: at(day), bookings: [pending(bookedAt), confirmed(bookedAt)] });
    expect(await expire(at(-1))).toBe(0);
    expect(await stateOf(tripId)).toEqual({
      status: 'SCHEDULED',
      free: storedSeats - 2,
      bookings: ['PENDING', 'CONFIRMED'],
      told: [],
    });
    expect(await expire()).toBe(1);
    const after = {
      status: 'SCHEDULED',
      free: storedSeats - 1,
      bookings: ['CANCELLED', 'CONFIRMED'],
      told: [expired],
    };
    expect(await stateOf(tripId)).toEqual(after);
    expect(await expire()).toBe(0);
    expect(await stateOf(tripId)).toEqual(after);
  });

  test('comes with the departure, and not before', async () => {
    const [tripId = ''] = await store({ departure: now, bookings: [pending(at(-minute)), confirmed(at(-minute))] });
    expect(await expire(at(-1))).toBe(0);
    expect(await stateOf(tripId)).toMatchObject({ free: storedSeats - 2, told: [] });
    expect(await expire()).toBe(1);
    expect(await stateOf(tripId)).toEqual({
      status: 'SCHEDULED',
      free: storedSeats - 1,
      bookings: ['CANCELLED', 'CONFIRMED'],
      told: [expired],
    });
  });

  test('takes of one trip what is due, and leaves what is not', async () => {
    const bookings = [
      pending(at(-approvalMinutes * minute)),
      pending(at(-approvalMinutes * minute + 1)),
      pending(at(-day)),
    ];
    const [tripId = ''] = await store({ departure: at(day), bookings });
    await expire();
    expect(await stateOf(tripId)).toEqual({
      status: 'SCHEDULED',
      free: storedSeats - 1,
      bookings: ['CANCELLED', 'PENDING', 'CANCELLED'],
      told: [expired, expired],
    });
  });

  test('still comes for a trip that departed long ago', async () => {
    const [tripId = ''] = await store({ departure: at(-30 * day), bookings: [pending(at(-31 * day))] });
    await expire();
    expect(await stateOf(tripId)).toMatchObject({ free: storedSeats, bookings: ['CANCELLED'] });
  });

  test('gives each of many trips its seats back, those with confirmed bookings left', async () => {
    const due = pending(at(-day));
    const ids = await store(
      { departure: at(day), bookings: [due] },
      { departure: at(day), bookings: [due, due, due] },
      { departure: at(day), bookings: [confirmed(at(-day)), due] },
      { departure: at(day), bookings: [confirmed(at(-day))] },
    );
    expect(await expire()).toBe(5);
    const after = await readTrips(trips.orm.em, ids);
    expect(after.map(({ available_seats }) => available_seats)).toEqual([12, 12, 11, 11]);
    expect(after.map(({ events }) => events.length)).toEqual([1, 3, 1, 0]);
  });

  test('takes a batch of trips, then the rest', async () => {
    const due = { departure: at(day), bookings: [pending(at(-day))] };
    const ids = await store(...Array.from({ length: limits.workerBatch + 1 }, () => due));
    expect(await expire()).toBe(limits.workerBatch);
    expect(await expire()).toBe(1);
    const free = (await readTrips(trips.orm.em, ids)).map(({ available_seats }) => available_seats);
    expect(new Set(free)).toEqual(new Set([storedSeats]));
  });

  test('finds a full batch in many bookings of few trips, and so goes on', async () => {
    const bookings = Array.from({ length: storedSeats }, () => pending(at(-day)));
    const trips = Math.ceil((limits.workerBatch + 1) / storedSeats);
    await store(...Array.from({ length: trips }, () => ({ departure: at(day), bookings })));
    expect(await expire()).toBe(limits.workerBatch);
    await expire();
    expect(await expire()).toBe(0);
  });

  test('of other trips is not kept by one on which it fails', async () => {
    const due = [pending(at(-2 * day))];
    const later = [pending(at(-day))];
    // Its seats can't be given back: they would be more than it has.
    const [poison = '', ...others] = await store(
      { departure: at(day), bookings: due, availableSeats: storedSeats },
      ...Array.from({ length: 3 }, () => ({ departure: at(day), bookings: later })),
    );
    await expect(expire()).rejects.toThrow('trips_available_seats_check');
    expect(await stateOf(poison)).toMatchObject({ bookings: ['PENDING'], told: [] });
    for (const id of others) expect(await stateOf(id)).toMatchObject({ free: storedSeats, bookings: ['CANCELLED'] });
  });
});

describe('a reminder', () => {
  const remind = (instant = now) => remindOfTrips(trips.orm.em.fork(), originAt(instant));
  const reminder = (...passengerIds: string[]) => ['trips.trip-reminder-due.v1', passengerIds];

  test('comes an hour before the departure, and not sooner, and once', async () => {
    const [tripId = ''] = await store({ departure: at(hour) });
    expect(await remind(at(-1))).toBe(0);
    expect((await stateOf(tripId)).told).toEqual([]);
    expect(await remind()).toBe(1);
    expect((await stateOf(tripId)).told).toEqual([reminder()]);
    expect(await remind()).toBe(0);
    expect(await remind(at(hour - 1))).toBe(0);
    expect((await stateOf(tripId)).told).toEqual([reminder()]);
  });

  test('still comes in the last millisecond, and not at the departure', async () => {
    const [soon = '', gone = ''] = await store({ departure: at(1) }, { departure: now });
    expect(await remind()).toBe(1);
    expect((await stateOf(soon)).told).toEqual([reminder()]);
    expect((await stateOf(gone)).told).toEqual([]);
  });

  test('comes again when the departure moved, for the new one', async () => {
    const [tripId = ''] = await store({ departure: at(hour) });
    await remind();
    const departureTime = at(3 * hour).toISOString();
    expect((await trips.stepOfTrip('updateTrip', { tripId, departureTime })).errors).toBeUndefined();
    expect(await remind(at(2 * hour - 1))).toBe(0);
    expect(await remind(at(2 * hour))).toBe(1);
    const [trip] = await readTrips(trips.orm.em, [tripId]);
    expect(trip?.events.map(({ type, data }) => [type, data.departureTime])).toEqual([
      ['trips.trip-reminder-due.v1', at(hour).toISOString()],
      ['trips.trip-updated.v1', departureTime],
      ['trips.trip-reminder-due.v1', departureTime],
    ]);
  });

  test('does not come again when something else changed', async () => {
    const [tripId = ''] = await store({ departure: at(hour) });
    await remind();
    await trips.stepOfTrip('updateTrip', { tripId, price: '99.00' });
    expect(await remind()).toBe(0);
  });

  test('is told to the passengers whose bookings are confirmed, each once', async () => {
    const bookedAt = at(-hour);
    const [tripId = ''] = await store({
      departure: at(hour),
      bookings: [
        { status: 'CONFIRMED', bookedAt },
        { status: 'CONFIRMED', bookedAt },
        { status: 'CONFIRMED', bookedAt, passengerId: idOf('p', '2') },
        { status: 'PENDING', bookedAt, passengerId: idOf('p', '3') },
        { status: 'CANCELLED', bookedAt, passengerId: idOf('p', '4') },
      ],
    });
    await remind();
    expect((await stateOf(tripId)).told).toEqual([reminder(passengerId, idOf('p', '2'))]);
  });

  test.each(['STARTED', 'COMPLETED', 'CANCELLED'] as const)('does not come for a trip that is %s', async (status) => {
    const [tripId = ''] = await store({ departure: at(hour), status });
    expect(await remind()).toBe(0);
    expect((await stateOf(tripId)).told).toEqual([]);
  });
});

/** A key that was used then. */
async function storeKey(harness: TripsHarness, key: string, usedAt: Date): Promise<void> {
  const kept = { accountId: passengerId, operation: 'bookSeats', key, requestHash: 'a hash', resultIds: [] };
  const id = originAt(usedAt).newId('k');
  await harness.orm.em.fork().insert(IdempotencyKey, { id, createdAt: usedAt, updatedAt: usedAt, ...kept });
}

const keysOf = async (harness: TripsHarness) =>
  (await harness.orm.em.fork().find(IdempotencyKey, {}, { orderBy: { key: 'asc' } })).map(({ key }) => key);

test('a key is kept for seven days, and not longer', async () => {
  await storeKey(trips, 'kept', at(-7 * day));
  await storeKey(trips, 'too old', at(-7 * day - 1));
  expect(await pruneKeys(trips.orm.em.fork(), now)).toBe(1);
  expect(await keysOf(trips)).toEqual(['kept']);
});

describe('a subgraph that runs', () => {
  let running: TripsHarness;

  beforeEach(async () => {
    running = await startTrips({ workerInterval: 20, approvalMinutes: 30 });
  });

  afterEach(() => running.stop());

  test('expires, reminds and prunes by itself when it is time', async () => {
    const departureTime = at(100 * minute).toISOString();
    const tripId = await running.newTrip({ departureTime });
    await running.book({ tripId, seatNumbers: [1], idempotencyKey: 'a key' });
    const told = async () => (await running.told(tripId)).slice(2);

    running.clock.advance(30 * minute);
    await until(async () => (await told()).length > 0);
    expect(await told()).toEqual(['booking-cancelled']);

    running.clock.advance(15 * minute);
    await until(async () => (await told()).length > 1);
    expect(await told()).toEqual(['booking-cancelled', 'trip-reminder-due']);
    expect(await keysOf(running)).toEqual(['a key']);

    running.clock.advance(7 * day);
    await until(async () => (await keysOf(running)).length === 0);
    expect(await told()).toEqual(['booking-cancelled', 'trip-reminder-due']);
  });
});
