import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunningSubgraph } from '#platform/subgraph/start-subgraph.ts';
import { refusalOf } from '#test-kit/refusal.ts';
import { untilBlocked } from '#test-kit/statements.ts';
import { type GraphQLAnswer, requestGraphQL, settingsOn } from '#test-kit/subgraph.ts';
import { silent } from '#test-kit/templates.ts';
import { createTrips } from '../../service.ts';
import { idOf, startTrips, type TripsHarness } from '../../testing/harness.ts';
import { expireBookings } from '../scheduled/expire-bookings.ts';
import { remindOfTrips } from '../scheduled/remind-of-trips.ts';

let trips: TripsHarness;
let second: RunningSubgraph;
let crowd: string[];

beforeAll(async () => {
  trips = await startTrips();
  const { verifyToken, sign } = trips.keys;
  second = await createTrips({ settings: await settingsOn(trips), log: silent, verifyToken });
  crowd = await Promise.all(
    Array.from({ length: 200 }, (_, at) =>
      sign({ sub: `p_${String(at).padStart(32, '0')}`, scope: 'passenger', phone_number: '+966511111111' }),
    ),
  );
});

afterAll(async () => {
  await second.stop();
  await trips.stop();
});

const bookAt = (url: string, input: Record<string, unknown>, token: string | undefined) =>
  requestGraphQL(
    url,
    'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id seatNumber price } } }',
    { input },
    token,
  );

const outcomes = (answers: readonly GraphQLAnswer[]) =>
  answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'done').sort();

const execute = <Row>(sql: string, values: unknown[] = []) => trips.orm.em.getConnection().execute<Row[]>(sql, values);

async function seatsOf(tripId: string): Promise<{ available: number; active: number }> {
  const [row] = await execute<{ available: number; active: number }>(
    `select available_seats as available, (select count(*)::int from seat_bookings
       where trip_id = t.id and status in ('PENDING', 'CONFIRMED', 'COMPLETED')) as active
     from trips t where id = ?`,
    [tripId],
  );
  if (!row) throw new Error('no such trip');
  return row;
}

/** Holds a lock that a statement takes, until it is released. */
async function hold(sql: string, values: unknown[]): Promise<() => Promise<void>> {
  const em = trips.orm.em.fork();
  await em.begin();
  await em.execute(sql, values);
  return () => em.rollback();
}
const holdTrip = (tripId: string) => hold('select from trips where id = ? for update', [tripId]);

/** Ends the connections of those who wait for a lock. */
const killTheBlocked = () =>
  execute(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );

/** Both wait for the trip's lock, the first one first. */
async function inTurn<First, Second>(
  tripId: string,
  first: () => Promise<First>,
  next: () => Promise<Second>,
): Promise<[First, Second]> {
  const release = await holdTrip(tripId);
  const one = first();
  await untilBlocked(trips.orm, 1);
  const two = next();
  await untilBlocked(trips.orm, 2);
  await release();
  return [await one, await two];
}

describe('200 passengers want one seat', () => {
  test.each([
    ['of one instance', () => [trips.url]],
    ['of two instances', () => [trips.url, second.url]],
  ])('%s: one gets it, the others are told that it is taken', async (_name, urlsOf) => {
    const tripId = await trips.newTrip();
    const urls = urlsOf();
    const answers = await Promise.all(
      crowd.map((token, at) => bookAt(urls[at % urls.length] as string, { tripId, seatNumbers: [7] }, token)),
    );
    expect(outcomes(answers)).toEqual([...Array(199).fill('SEAT_TAKEN'), 'done']);
    expect(await seatsOf(tripId)).toEqual({ available: 11, active: 1 });
    expect(await trips.told(tripId)).toEqual(['trip-created', 'booking-requested']);
  });
});

test('50 requests with one key at two instances are one booking, and all get it', async () => {
  const tripId = await trips.newTrip();
  const input = { tripId, seatNumbers: [3, 4], idempotencyKey: 'fifty' };
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) => bookAt(at % 2 ? trips.url : second.url, input, crowd[0])),
  );
  expect(outcomes(answers)).toEqual(Array(50).fill('done'));
  expect(new Set(answers.map(({ data }) => JSON.stringify(data.bookSeats.bookings))).size).toBe(1);
  expect(await seatsOf(tripId)).toEqual({ available: 10, active: 2 });
});

test('many who name the same seats in every order get all of theirs or none', async () => {
  const tripId = await trips.newTrip();
  const answers = await Promise.all(
    crowd.slice(0, 60).map((token, at) => {
      const seatNumbers = [0, 1, 2].map((step) => 1 + ((at * 5 + step * 7) % 12));
      const named = at % 2 ? seatNumbers : seatNumbers.toReversed();
      return bookAt(at % 3 ? trips.url : second.url, { tripId, seatNumbers: named }, token);
    }),
  );
  const won = answers.filter(({ errors }) => !errors);
  expect(new Set(outcomes(answers))).toEqual(new Set(['SEAT_TAKEN', 'done']));
  expect(won.every(({ data }) => data.bookSeats.bookings.length === 3)).toBe(true);
  expect(await seatsOf(tripId)).toEqual({ available: 12 - won.length * 3, active: won.length * 3 });
});

test('a reader in the middle of a storm always finds the seats to add up', async () => {
  const tripId = await trips.newTrip();
  let storming = true;
  const reader = (async () => {
    let reads = 0;
    for (; storming || reads === 0; reads++) {
      const { available, active } = await seatsOf(tripId);
      expect(available).toBe(12 - active);
    }
    return reads;
  })();
  const storm = crowd.slice(0, 12).map(async (token, at) => {
    for (let round = 0; round < 8; round++) {
      const { data } = await bookAt(at % 2 ? trips.url : second.url, { tripId, seatNumbers: [at + 1] }, token);
      await trips.stepOfBooking('cancelBooking', data.bookSeats.bookings[0].id, token);
    }
  });
  await Promise.all(storm);
  storming = false;
  expect(await reader).toBeGreaterThan(0);
  expect(await seatsOf(tripId)).toEqual({ available: 12, active: 0 });
});

describe('of two steps at the same instant the later one finds what the first one did:', () => {
  test('confirm, then cancel', async () => {
    const tripId = await trips.newTrip();
    const bookingId = await trips.bookOne(tripId, 1);
    const [confirmed, cancelled] = await inTurn(
      tripId,
      () => trips.stepOfBooking('confirmBooking', bookingId, trips.tokens.driver),
      () => trips.stepOfBooking('cancelBooking', bookingId, trips.tokens.passenger),
    );
    expect([confirmed.errors, cancelled.errors]).toEqual([undefined, undefined]);
    expect((await trips.told(tripId)).slice(-2)).toEqual(['booking-confirmed', 'booking-cancelled']);
  });

  test('cancel, then confirm', async () => {
    const tripId = await trips.newTrip();
    const bookingId = await trips.bookOne(tripId, 1);
    const [, confirmed] = await inTurn(
      tripId,
      () => trips.stepOfBooking('cancelBooking', bookingId, trips.tokens.passenger),
      () => trips.stepOfBooking('confirmBooking', bookingId, trips.tokens.driver),
    );
    expect(refusalOf(confirmed)).toEqual({ code: 'INVALID_TRANSITION', from: 'CANCELLED', to: 'CONFIRMED' });
  });

  test('start, then book', async () => {
    const tripId = await trips.newTrip();
    const [, booked] = await inTurn(
      tripId,
      () => trips.stepOfTrip('startTrip', { tripId }),
      () => bookAt(trips.url, { tripId, seatNumbers: [1] }, crowd[0]),
    );
    expect(refusalOf(booked)).toEqual({ code: 'TRIP_NOT_BOOKABLE', reason: 'STARTED' });
  });

  test('book, then start', async () => {
    const tripId = await trips.newTrip();
    const [booked, started] = await inTurn(
      tripId,
      () => bookAt(trips.url, { tripId, seatNumbers: [1] }, crowd[0]),
      () => trips.stepOfTrip('startTrip', { tripId }),
    );
    expect([booked.errors, started.errors]).toEqual([undefined, undefined]);
    expect((await trips.told(tripId)).slice(-3)).toEqual(['booking-requested', 'booking-cancelled', 'trip-started']);
  });

  test('a new price, then a booking at it', async () => {
    const tripId = await trips.newTrip();
    const [, booked] = await inTurn(
      tripId,
      () => trips.stepOfTrip('updateTrip', { tripId, price: '99.00' }),
      () => bookAt(trips.url, { tripId, seatNumbers: [1] }, crowd[0]),
    );
    expect(booked.data.bookSeats.bookings[0].price).toBe('99.00');
  });

  test('a booking at the old price, then a new one', async () => {
    const tripId = await trips.newTrip();
    const [booked] = await inTurn(
      tripId,
      () => bookAt(trips.url, { tripId, seatNumbers: [1] }, crowd[0]),
      () => trips.stepOfTrip('updateTrip', { tripId, price: '99.00' }),
    );
    expect(booked.data.bookSeats.bookings[0].price).toBe('120.00');
  });

  test('fewer seats, then a booking beyond them', async () => {
    const tripId = await trips.newTrip();
    const [, booked] = await inTurn(
      tripId,
      () => trips.stepOfTrip('updateTrip', { tripId, totalSeats: 3 }),
      () => bookAt(trips.url, { tripId, seatNumbers: [5] }, crowd[0]),
    );
    expect(refusalOf(booked)).toEqual({ code: 'BAD_USER_INPUT', field: 'seatNumbers' });
  });

  test('a booking, then fewer seats than it has', async () => {
    const tripId = await trips.newTrip();
    const [, updated] = await inTurn(
      tripId,
      () => bookAt(trips.url, { tripId, seatNumbers: [5] }, crowd[0]),
      () => trips.stepOfTrip('updateTrip', { tripId, totalSeats: 3 }),
    );
    expect(refusalOf(updated)).toEqual({ code: 'BAD_USER_INPUT', field: 'totalSeats' });
  });
});

describe('the workers of two instances', () => {
  const later = (minutes: number) => ({
    now: new Date(Date.now() + minutes * 60_000),
    newId: (prefix: string) => `${prefix}_${crypto.randomUUID().replaceAll('-', '')}`,
  });
  const toldOf = async (tripIds: readonly string[], type: string) =>
    (await Promise.all(tripIds.map((tripId) => trips.told(tripId)))).map(
      (told) => told.filter((each) => each === type).length,
    );

  test('expire each booking once', async () => {
    const tripIds = await Promise.all([1, 2, 3, 4, 5, 6].map(() => trips.newTrip()));
    await Promise.all(tripIds.map((tripId) => bookAt(trips.url, { tripId, seatNumbers: [1, 2] }, crowd[1])));
    const origin = { ...later(181), approvalMinutes: 180 };
    await Promise.all([trips.orm, second.orm, trips.orm].map(({ em }) => expireBookings(em, origin)));
    expect(await toldOf(tripIds, 'booking-cancelled')).toEqual(Array(6).fill(2));
    expect(await Promise.all(tripIds.map(seatsOf))).toEqual(Array(6).fill({ available: 12, active: 0 }));
  });

  test('remind of each trip once', async () => {
    const departureTime = later(30).now.toISOString();
    const tripIds = await Promise.all([1, 2, 3, 4].map(() => trips.newTrip({ departureTime })));
    await Promise.all([trips.orm, second.orm, trips.orm].map(({ em }) => remindOfTrips(em, later(0))));
    expect(await toldOf(tripIds, 'trip-reminder-due')).toEqual([1, 1, 1, 1]);
  });

  test('leave a trip that somebody has locked, and do it the next time', async () => {
    const tripId = await trips.newTrip({ departureTime: later(200).now.toISOString() });
    await bookAt(trips.url, { tripId, seatNumbers: [1] }, crowd[3]);
    const release = await holdTrip(tripId);
    const passing = [
      expireBookings(second.orm.em, { ...later(181), approvalMinutes: 180 }),
      remindOfTrips(second.orm.em, later(181)),
    ];
    await Promise.all(passing).finally(release);
    expect(await trips.told(tripId)).toEqual(['trip-created', 'booking-requested']);
    await expireBookings(second.orm.em, { ...later(181), approvalMinutes: 180 });
    await remindOfTrips(second.orm.em, later(181));
    expect((await trips.told(tripId)).slice(2)).toEqual(['booking-cancelled', 'trip-reminder-due']);
  });

  test('do what one leaves that dies in the middle', async () => {
    const tripId = await trips.newTrip();
    await bookAt(trips.url, { tripId, seatNumbers: [1, 2, 3] }, crowd[2]);
    const origin = { ...later(181), approvalMinutes: 180 };
    const release = await hold('select from seat_bookings where trip_id = ? and seat_number = 2 for update', [tripId]);
    const dying = expireBookings(second.orm.em, origin).catch((error: Error) => error);
    await untilBlocked(trips.orm, 1);
    await killTheBlocked();
    expect(await dying).toBeInstanceOf(Error);
    await release();
    expect(await seatsOf(tripId)).toEqual({ available: 9, active: 3 });
    await expireBookings(second.orm.em, origin);
    expect(await seatsOf(tripId)).toEqual({ available: 12, active: 0 });
    expect(await toldOf([tripId], 'booking-cancelled')).toEqual([3]);
  });
});

test('a connection that is killed in the middle of a booking leaves nothing of it; the next request works, and the same one with its key has one effect', async () => {
  const tripId = await trips.newTrip();
  const accountId = idOf('p', '1');
  // The statement has the trip, and waits for whether its key is taken.
  const release = await hold(
    `insert into idempotency_keys (id, created_at, updated_at, account_id, operation, key, request_hash, result_ids)
     values ('k_held', now(), now(), ?, 'bookSeats', 'killed', 'x', '[]')`,
    [accountId],
  );
  const input = { tripId, seatNumbers: [1, 2], idempotencyKey: 'killed' };
  const killed = trips.book(input);
  await untilBlocked(trips.orm, 1);
  await killTheBlocked();
  expect(refusalOf(await killed)).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
  await release();
  expect(await seatsOf(tripId)).toEqual({ available: 12, active: 0 });
  expect(await trips.told(tripId)).toEqual(['trip-created']);
  const again = await trips.book(input);
  const repeated = await trips.book(input);
  expect(repeated.data.bookSeats.bookings).toEqual(again.data.bookSeats.bookings);
  expect(await seatsOf(tripId)).toEqual({ available: 10, active: 2 });
});
