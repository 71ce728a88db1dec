import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from '#test-kit/refusal.ts';
import { watch } from '#test-kit/watch.ts';
import { idOf, type TripsHarness } from '../../testing/harness.ts';
import { startWaitlistHarness, type WaitlistHarness } from '../../testing/waitlist-harness.ts';
import { waitlistLimits } from './join-waitlist.ts';

let harness: WaitlistHarness;
let trips: TripsHarness;
let passenger: string;

beforeAll(async () => {
  harness = await startWaitlistHarness();
  trips = harness.trips;
  passenger = trips.tokens.passenger;
});

afterAll(() => harness.stop());

describe('joining', () => {
  test('waits while too few seats are free, and stores the name and phone number of the token', async () => {
    const { tripId } = await harness.fullTrip(2);
    const { data } = await harness.join({ tripId, seatCount: 2 }, passenger);
    expect(data.joinWaitlist).toMatchObject({
      entry: { status: 'WAITING', seatCount: 2, position: 1, bookings: [], closedAt: null },
      trip: { id: tripId, availableSeats: 0, waitlistLength: 1 },
    });
    expect(
      await harness.sql('select passenger_name, passenger_phone from waitlist_entries where trip_id = ?', [tripId]),
    ).toEqual([{ passenger_name: 'Mona', passenger_phone: '+966500000001' }]);
    expect((await trips.eventTypes(tripId)).at(-1)).toBe('waitlist-changed');
    await harness.leave(tripId, passenger);
  });

  test('books at once if enough seats are free, adjacent ones where possible, by the system', async () => {
    const token = await harness.newPassenger();
    const tripId = await trips.newTrip();
    await trips.bookOne(tripId, 2);
    const { data } = await harness.join({ tripId, seatCount: 3 }, token);
    expect(data.joinWaitlist.entry).toMatchObject({ status: 'BOOKED', position: null, closedAt: expect.any(String) });
    expect(data.joinWaitlist.entry.bookings.map(({ seatNumber }: { seatNumber: number }) => seatNumber)).toEqual([
      3, 4, 5,
    ]);
    expect(data.joinWaitlist.trip).toEqual({ id: tripId, availableSeats: 8, waitlistLength: 0 });
    const events = (await trips.eventsOf(tripId)).slice(2);
    expect(events.map(({ type, data }) => [type, (data.actor as { id: string }).id])).toEqual([
      ...[3, 4, 5].map(() => ['trips.booking-requested.v1', 'system']),
      ['trips.waitlist-booked.v1', 'system'],
    ]);
    const [requested] = events;
    expect(requested?.data).toMatchObject({ driverId: expect.any(String), fromCity: 'Riyadh', status: 'PENDING' });
    expect(events.at(-1)?.data).toMatchObject({
      entryId: data.joinWaitlist.entry.id,
      bookingIds: data.joinWaitlist.entry.bookings.map(({ id }: { id: string }) => id),
      seatNumbers: [3, 4, 5],
      status: 'PENDING',
    });
  });

  test('again returns the same entry; for more seats it waits at the end, for fewer it keeps its place', async () => {
    const { tripId } = await harness.fullTrip(3);
    const [first, second] = [await harness.newPassenger(), await harness.newPassenger()];
    const join = async (token: string, seatCount: number) =>
      (await harness.join({ tripId, seatCount }, token)).data.joinWaitlist.entry;
    const entry = await join(first, 2);
    await join(second, 1);
    const events = await trips.eventTypes(tripId);
    expect(await join(first, 2)).toEqual(entry);
    expect(await trips.eventTypes(tripId)).toEqual(events);
    expect(await join(first, 1)).toMatchObject({ id: entry.id, seatCount: 1, position: 1 });
    expect(await join(first, 3)).toMatchObject({ id: entry.id, seatCount: 3, position: 2 });
  });

  test('again books seats that the previous release has freed', async () => {
    const { tripId, bookingIds } = await harness.fullTrip(1);
    const token = await harness.newPassenger();
    await harness.join({ tripId }, token);
    await harness.sql(`update seat_bookings set status = 'CANCELLED' where id = ?`, [bookingIds[0]]);
    await harness.sql('update trips set available_seats = 1 where id = ?', [tripId]);
    expect((await harness.join({ tripId }, token)).data.joinWaitlist.entry).toMatchObject({ status: 'BOOKED' });
  });

  test('with an idempotency key returns the entry of the first request, as it is now', async () => {
    const { tripId, bookingIds } = await harness.fullTrip(1);
    const token = await harness.newPassenger();
    const input = { tripId, idempotencyKey: 'once' };
    const [first, twin] = await Promise.all([
      harness.join(input, token),
      harness.join(input, token, harness.second.url),
    ]);
    const { id } = first.data.joinWaitlist.entry;
    expect(twin.data.joinWaitlist.entry.id).toBe(id);
    await harness.cancel(bookingIds[0]);
    expect((await harness.join(input, token)).data.joinWaitlist.entry).toMatchObject({ id, status: 'BOOKED' });
    const other = await harness.join({ ...input, seatCount: 2 }, token);
    expect(refusalOf(other)).toEqual({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  test.each([0, 11])('for %d seats is refused', async (seatCount) => {
    const refused = await harness.join({ tripId: idOf('t', '9'), seatCount }, passenger);
    expect(refusalOf(refused)).toEqual({ code: 'BAD_USER_INPUT', field: 'seatCount' });
  });

  test('is refused for a trip that is too small, unknown or cannot be booked', async () => {
    const { tripId } = await harness.fullTrip(1);
    const refused = async (input: Record<string, unknown>) => refusalOf(await harness.join(input, passenger));
    expect(await refused({ tripId, seatCount: 2 })).toEqual({ code: 'BAD_USER_INPUT', field: 'seatCount' });
    expect(await refused({ tripId: idOf('v', '9') })).toEqual({ code: 'BAD_USER_INPUT', field: 'tripId' });
    expect(await refused({ tripId: idOf('t', '9') })).toEqual({ code: 'NOT_FOUND', field: 'tripId' });
    await harness.sql(`update trips set departure_time_utc = now() - interval '1 minute' where id = ?`, [tripId]);
    expect(await refused({ tripId })).toEqual({ code: 'TRIP_NOT_BOOKABLE', reason: 'DEPARTED' });
    await trips.changeTrip('startTrip', { tripId });
    expect(await refused({ tripId })).toEqual({ code: 'TRIP_NOT_BOOKABLE', reason: 'STARTED' });
  });

  test('is for passengers', async () => {
    const { tripId } = await harness.fullTrip(1);
    for (const token of [trips.tokens.driver, trips.tokens.admin]) {
      expect(refusalOf(await harness.join({ tripId }, token))).toEqual({ code: 'FORBIDDEN' });
    }
  });

  test('is refused above 100 waiting entries of the trip, until one leaves', async () => {
    const { tripId } = await harness.fullTrip(1);
    const tokens: string[] = [];
    for (let at = 0; at < waitlistLimits.onTrip; at++) tokens.push(await harness.newPassenger());
    const joined = await Promise.all(tokens.map((token) => harness.join({ tripId }, token)));
    expect(joined.filter(({ errors }) => errors)).toEqual([]);
    expect(await harness.waitlistLength(tripId)).toBe(100);
    const late = await harness.newPassenger();
    const release = await harness.lockTrip(tripId);
    // Without the trip's lock, as a crowd of such requests would keep changes of the trip waiting.
    expect(refusalOf(await harness.join({ tripId }, late))).toEqual({ code: 'RATE_LIMITED' });
    await release();
    await harness.leave(tripId, tokens[0] ?? '');
    expect((await harness.join({ tripId }, late)).data.joinWaitlist.entry).toMatchObject({ position: 100 });
  });

  test('is refused above 20 waiting entries of the passenger', async () => {
    const token = await harness.newPassenger();
    const tripIds: string[] = [];
    for (let at = 0; at <= waitlistLimits.ofPassenger; at++) tripIds.push((await harness.fullTrip(1)).tripId);
    const codes: unknown[] = [];
    for (const tripId of tripIds) codes.push((await harness.join({ tripId }, token)).errors?.[0]?.extensions.code);
    expect(codes).toEqual([...Array.from({ length: 20 }, () => undefined), 'RATE_LIMITED']);
    await harness.leave(tripIds[0] ?? '', token);
    expect((await harness.join({ tripId: tripIds[20] }, token)).errors).toBeUndefined();
  });
});

describe('leaving', () => {
  test('ends the entry, and may be repeated', async () => {
    const { tripId, bookingIds } = await harness.fullTrip(1);
    const token = await harness.newPassenger();
    const { id } = (await harness.join({ tripId }, token)).data.joinWaitlist.entry;
    const left = (await harness.leave(tripId, token)).data.leaveWaitlist;
    expect(left).toMatchObject({
      entry: { id, status: 'LEFT', position: null, closedAt: expect.any(String) },
      trip: { waitlistLength: 0 },
    });
    const events = await trips.eventTypes(tripId);
    expect((await harness.leave(tripId, token)).data.leaveWaitlist).toEqual(left);
    expect(await trips.eventTypes(tripId)).toEqual(events);
    await harness.cancel(bookingIds[0]);
    expect(await harness.seatsOf(tripId)).toEqual({ available: 1, active: 0 });
  });

  test('is refused for those who are not on the list', async () => {
    const { tripId, bookingIds } = await harness.fullTrip(1);
    const token = await harness.newPassenger();
    const refused = async (id: string) => refusalOf(await harness.leave(id, token));
    expect(await refused(idOf('b', '9'))).toEqual({ code: 'BAD_USER_INPUT', field: 'tripId' });
    expect(await refused(idOf('t', '9'))).toEqual({ code: 'NOT_FOUND', field: 'tripId' });
    expect(await refused(tripId)).toEqual({ code: 'NOT_FOUND', field: 'tripId' });
    expect((await harness.leave(tripId, token)).errors?.[0]?.message).toContain('waiting list');
    await harness.join({ tripId }, token);
    await harness.cancel(bookingIds[0]);
    expect(await refused(tripId)).toEqual({ code: 'INVALID_TRANSITION', from: 'BOOKED', to: 'LEFT' });
  });
});

test('an entry is shown to its passenger alone', async () => {
  const { tripId } = await harness.fullTrip(1);
  const [token, stranger] = [await harness.newPassenger(), await harness.newPassenger()];
  await harness.join({ tripId }, token);
  expect(await harness.entries(stranger)).toEqual([]);
  expect(refusalOf(await harness.leave(tripId, stranger))).toEqual({ code: 'NOT_FOUND', field: 'tripId' });
  expect(await harness.waitlistLength(tripId)).toBe(1);
});

test('myWaitlist lists the waiting entries, then those that were closed in the last week', async () => {
  const token = await harness.newPassenger();
  const [closed, old, waiting] = [await harness.fullTrip(1), await harness.fullTrip(1), await harness.fullTrip(1)];
  for (const { tripId } of [waiting, old, closed]) await harness.join({ tripId }, token);
  for (const { tripId } of [old, closed]) await harness.leave(tripId, token);
  await harness.sql(`update waitlist_entries set closed_at_utc = now() - interval '8 days' where trip_id = ?`, [
    old.tripId,
  ]);
  const { data } = await trips.request('{ myWaitlist { status trip { id } } }', {}, token);
  expect(data.myWaitlist).toEqual([
    { status: 'WAITING', trip: { id: waiting.tripId } },
    { status: 'LEFT', trip: { id: closed.tripId } },
  ]);
});

test('myWaitlist lists at most 50 closed entries, the newest', async () => {
  const { tripId } = await harness.fullTrip(1);
  const token = await harness.newPassenger();
  await harness.join({ tripId }, token);
  await harness.leave(tripId, token);
  const copy = (count: number) =>
    harness.sql(
      `insert into waitlist_entries select (jsonb_populate_record(e, jsonb_build_object('id', 'w_0' || n, 'turn', turn + n))).*
       from waitlist_entries e, generate_series(1, ?) n where trip_id = ? and turn = 1`,
      [count, tripId],
    );
  await copy(49);
  expect(await harness.entries(token)).toHaveLength(50);
  await harness.sql(`delete from waitlist_entries where trip_id = ? and turn > 1`, [tripId]);
  await copy(50);
  const listed = (await harness.entries(token)).map(({ id }) => id);
  expect([listed.length, listed.includes('w_01')]).toEqual([50, false]);
});

test('tripUpdated follows the length of the waiting list', async () => {
  const { tripId } = await harness.fullTrip(1);
  const token = await harness.newPassenger();
  const query = 'subscription ($id: ID!) { tripUpdated(tripId: $id) { waitlistLength } }';
  const watched = watch(trips.url, query, { variables: { id: tripId } });
  const nextLength = async (expected: number) => {
    for (;;) {
      const { data } = (await watched.next()) as { data: { tripUpdated: { waitlistLength: number } } };
      if (data.tripUpdated.waitlistLength === expected) return;
    }
  };
  await nextLength(0);
  await harness.join({ tripId }, token);
  await nextLength(1);
  await harness.leave(tripId, token);
  await nextLength(0);
  await watched.stop();
});
