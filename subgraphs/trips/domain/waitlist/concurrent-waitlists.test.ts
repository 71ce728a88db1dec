import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { untilBlocked } from '#test-kit/statements.ts';
import type { GraphQLAnswer } from '#test-kit/subgraph.ts';
import { outcomesOf } from '../../testing/two-instances.ts';
import { startWaitlistHarness, type WaitlistHarness } from '../../testing/waitlist-harness.ts';
import { WaitlistSweep } from './waitlist-sweep.ts';

let harness: WaitlistHarness;
let urls: WaitlistHarness['urls'];

beforeAll(async () => {
  harness = await startWaitlistHarness();
  urls = harness.urls;
});

afterAll(() => harness.stop());

const statusOf = async (token: string) => (await harness.entryOf(token))?.status;
const entryIn = ({ data }: GraphQLAnswer) => data.joinWaitlist.entry;

test('join, then cancel: the freed seat is booked for the entry', async () => {
  const { tripId, bookingIds } = await harness.fullTrip(1);
  const token = await harness.newPassenger();
  await harness.inTurn(
    tripId,
    () => harness.join({ tripId }, token, urls[0]),
    () => harness.cancel(bookingIds[0], urls[1]),
  );
  expect(await statusOf(token)).toBe('BOOKED');
});

test('cancel, then join: the entry is booked at once', async () => {
  const { tripId, bookingIds } = await harness.fullTrip(1);
  const token = await harness.newPassenger();
  const [, joined] = await harness.inTurn(
    tripId,
    () => harness.cancel(bookingIds[0], urls[1]),
    () => harness.join({ tripId }, token, urls[0]),
  );
  expect(entryIn(joined).status).toBe('BOOKED');
});

test('a freed seat goes to the waiting passenger, not to a concurrent booking', async () => {
  const trips = await Promise.all(Array.from({ length: 8 }, () => harness.fullTrip(1)));
  const waiting = await Promise.all(trips.map(() => harness.newPassenger()));
  for (const [at, { tripId }] of trips.entries()) await harness.join({ tripId }, waiting[at] as string);
  const booked = await Promise.all(
    trips.map(async ({ tripId, bookingIds }) => {
      const other = await harness.newPassenger();
      const input = { tripId, seatNumbers: [1] };
      const [, answer] = await Promise.all([
        harness.cancel(bookingIds[0], urls[0]),
        harness.bookAt(urls[1], input, other),
      ]);
      return answer.errors?.[0]?.extensions.code;
    }),
  );
  expect(booked).toEqual(trips.map(() => 'SEAT_TAKEN'));
  expect(await Promise.all(waiting.map(statusOf))).toEqual(trips.map(() => 'BOOKED'));
});

test('leave, then cancel: the seat is free. Cancel, then leave: the entry is booked', async () => {
  const [first, second] = [await harness.fullTrip(1), await harness.fullTrip(1)];
  const token = await harness.newPassenger();
  for (const { tripId } of [first, second]) await harness.join({ tripId }, token);
  await harness.inTurn(
    first.tripId,
    () => harness.leave(first.tripId, token),
    () => harness.cancel(first.bookingIds[0], urls[1]),
  );
  const [, left] = await harness.inTurn(
    second.tripId,
    () => harness.cancel(second.bookingIds[0], urls[1]),
    () => harness.leave(second.tripId, token),
  );
  expect(left.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_TRANSITION', from: 'BOOKED', to: 'LEFT' });
  expect([await harness.seatsOf(first.tripId), await harness.seatsOf(second.tripId)]).toEqual([
    { available: 1, active: 0 },
    { available: 0, active: 1 },
  ]);
});

test('of two joins of one passenger at two instances, both get one entry', async () => {
  const { tripId } = await harness.fullTrip(1);
  const token = await harness.newPassenger();
  const joined = await Promise.all(urls.map((url) => harness.join({ tripId }, token, url)));
  expect(new Set(joined.map((answer) => entryIn(answer).id)).size).toBe(1);
  expect(await harness.waitlistLength(tripId)).toBe(1);
});

test('lists of two trips do not exceed the limit of pending seats of one passenger together', async () => {
  const token = await harness.newPassenger();
  for (const seatCount of [10, 9]) {
    const tripId = await harness.trips.newTrip({ totalSeats: 12 });
    await harness.bookAt(urls[0], { tripId, seatCount }, token);
  }
  const full = [await harness.fullTrip(1), await harness.fullTrip(1)];
  for (const { tripId } of full) await harness.join({ tripId }, token);
  // Neither can commit before the other has read the passenger's seats.
  const release = await harness.lock('lock table waitlist_entries in share mode', []);
  const cancelled = full.map(({ bookingIds }, at) => harness.cancel(bookingIds[0], urls[at]));
  await untilBlocked(harness.trips.orm, 2);
  await release();
  await Promise.all(cancelled);
  expect((await harness.entries(token)).map(({ status }) => status).sort()).toEqual(['BOOKED', 'WAITING']);
});

test('a crowd that joins the list of one trip leaves connections for the bookings of others', async () => {
  const { tripId } = await harness.fullTrip(1);
  const other = await harness.trips.newTrip();
  const crowd = await Promise.all(Array.from({ length: 20 }, () => harness.newPassenger()));
  const release = await harness.lockTrip(tripId);
  const joined = crowd.map((token) => harness.join({ tripId }, token, urls[1]));
  await untilBlocked(harness.trips.orm, 4);
  const booked = await harness.bookAt(urls[1], { tripId: other, seatNumbers: [1] }, await harness.newPassenger());
  // The others of the crowd have arrived by now, and wait without a connection.
  await untilBlocked(harness.trips.orm, 4);
  await release();
  expect(outcomesOf([booked, ...(await Promise.all(joined))])).toEqual(Array.from({ length: 21 }, () => 'done'));
});

/**
 * Passengers join, book and cancel at two instances at once, while the sweep runs. Afterwards no seat is sold twice or is free
 * while an entry waits that fits, and no earlier entry for as many seats waits behind a later one that was booked.
 */
test('no seat is skipped, sold twice or left free while somebody waits', async () => {
  const trips = await Promise.all([6, 6, 6, 6].map((seats) => harness.fullTrip(seats)));
  const sweep = new WaitlistSweep(harness.trips.orm.em);
  await Promise.all(
    trips.flatMap(({ tripId, bookingIds }, trip) => [
      ...Array.from({ length: 8 }, async (_, at) => {
        const url = urls[at % 2];
        const token = await harness.newPassenger();
        const joined = await harness.join({ tripId, seatCount: 1 + (at % 3) }, token, url);
        for (const { id } of entryIn(joined).bookings.slice(0, trip % 2)) await harness.cancel(id, url);
      }),
      ...bookingIds.map(async (id, at) => {
        const url = urls[(at + 1) % 2];
        await harness.cancel(id, url);
        await harness.bookAt(url as string, { tripId, seatNumbers: [at + 1] }, await harness.newPassenger());
        await sweep.run(harness.origin());
      }),
    ]),
  );
  const ids = trips.map(({ tripId }) => tripId);
  const states = await harness.sql(
    `select available_seats = total_seats - (select count(*) from seat_bookings b where b.trip_id = t.id and b.status = 'PENDING')
         as adds_up,
       (select count(*) = count(distinct seat_number) from seat_bookings b where b.trip_id = t.id and b.status = 'PENDING') as once,
       not exists (select from waitlist_entries e where e.trip_id = t.id and e.status = 'WAITING'
         and e.seat_count <= t.available_seats) as none_free,
       not exists (select from waitlist_entries early join waitlist_entries late
         on late.trip_id = early.trip_id and late.turn > early.turn and late.seat_count >= early.seat_count
         where early.trip_id = t.id and early.status = 'WAITING' and late.status = 'BOOKED') as none_skipped
     from trips t where id in (?)`,
    [ids],
  );
  expect(states).toEqual(ids.map(() => ({ adds_up: true, once: true, none_free: true, none_skipped: true })));
});
