import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inDays, type TripsHarness } from '../../testing/harness.ts';
import { startWaitlistHarness, type WaitlistHarness } from '../../testing/waitlist-harness.ts';
import { cancelBookingsOfPassenger } from '../bookings/cancel-bookings-of-passenger.ts';
import { expireBookings } from '../scheduled/expire-bookings.ts';
import { WaitlistSweep } from './waitlist-sweep.ts';

let harness: WaitlistHarness;
let trips: TripsHarness;

beforeAll(async () => {
  harness = await startWaitlistHarness();
  trips = harness.trips;
});

afterAll(() => harness.stop());

describe('a seat is booked for the list when', () => {
  const steps: [string, (tripId: string, bookingIds: string[]) => Promise<unknown>][] = [
    ['a booking is cancelled', (_tripId, [id]) => harness.cancel(id)],
    [
      'a booking expires',
      async (_tripId, [id]) => {
        await harness.sql(`update seat_bookings set booked_at_utc = now() - interval '4 hours' where id = ?`, [id]);
        await expireBookings(trips.orm.em.fork(), { ...harness.origin(), approvalMinutes: 180 });
      },
    ],
    [
      'the account of a passenger is deleted',
      async (_tripId, [id]) => {
        const [row] = await harness.sql<{ passenger_id: string }>(
          'select passenger_id from seat_bookings where id = ?',
          [id],
        );
        await cancelBookingsOfPassenger(trips.orm.em.fork(), row?.passenger_id ?? '', harness.origin());
      },
    ],
    ['the trip gets another seat', (tripId) => trips.changeTrip('updateTrip', { tripId, totalSeats: 2 })],
  ];
  test.each(steps)('%s', async (_name, step) => {
    const { tripId, bookingIds } = await harness.fullTrip(1);
    const token = await harness.newPassenger();
    await harness.join({ tripId }, token);
    await step(tripId, bookingIds);
    expect(await harness.entryOf(token)).toMatchObject({ status: 'BOOKED', bookings: [{ status: 'PENDING' }] });
    expect(await harness.seatsOf(tripId)).toMatchObject({ available: 0 });
    expect((await trips.eventTypes(tripId)).filter((type) => type === 'waitlist-booked')).toHaveLength(1);
  });

  test('the driver unblocks it', async () => {
    const tripId = await trips.newTrip({ totalSeats: 2 });
    await trips.changeTrip('blockSeats', { tripId, seatNumbers: [1, 2] });
    const token = await harness.newPassenger();
    await harness.join({ tripId, seatCount: 2 }, token);
    await trips.changeTrip('unblockSeats', { tripId, seatNumbers: [2] });
    expect(await harness.entryOf(token)).toMatchObject({ status: 'WAITING' });
    const { data } = await trips.changeTrip('unblockSeats', { tripId, seatNumbers: [1] });
    expect(data.unblockSeats.trip.availableSeats).toBe(0);
    expect(await harness.entryOf(token)).toMatchObject({ status: 'BOOKED' });
  });

  test('a departed trip, whose seat was freed, departs later after all', async () => {
    const { tripId, bookingIds } = await harness.fullTrip(1);
    const token = await harness.newPassenger();
    await harness.join({ tripId }, token);
    await harness.sql(`update trips set departure_time_utc = now() - interval '1 minute' where id = ?`, [tripId]);
    await harness.cancel(bookingIds[0]);
    expect(await harness.entryOf(token)).toMatchObject({ status: 'WAITING' });
    await trips.changeTrip('updateTrip', { tripId, departureTime: inDays(2) });
    expect(await harness.entryOf(token)).toMatchObject({ status: 'BOOKED' });
  });
});

test('a trip that confirms at once confirms the bookings of its list, beyond the limit of pending seats', async () => {
  const token = await harness.newPassenger();
  for (let at = 0; at < 2; at++) {
    const tripId = await trips.newTrip({ totalSeats: 12 });
    await trips.book({ tripId, seatNumbers: Array.from({ length: 10 }, (_, seat) => seat + 1) }, token);
  }
  const { tripId, bookingIds } = await harness.fullTrip(1);
  await harness.join({ tripId }, token);
  await harness.cancel(bookingIds[0]);
  expect(await harness.entryOf(token)).toMatchObject({ status: 'WAITING' });
  await trips.changeTrip('updateTrip', { tripId, bookingApproval: 'INSTANT' });
  expect(await harness.entryOf(token)).toMatchObject({ status: 'BOOKED', bookings: [{ status: 'CONFIRMED' }] });
  const events = (await trips.eventsOf(tripId)).filter(({ type }) => !type.includes('change-recorded')).slice(-3);
  expect(events.map(({ type, data }) => [type, data.status, data.approval])).toEqual([
    ['trips.booking-requested.v1', 'PENDING', 'INSTANT'],
    ['trips.booking-confirmed.v1', 'CONFIRMED', 'INSTANT'],
    ['trips.waitlist-booked.v1', 'CONFIRMED', undefined],
  ]);
});

describe('of several entries', () => {
  test('the first that fits is booked, and a larger one stays and keeps its place', async () => {
    const { tripId, bookingIds } = await harness.fullTrip(3);
    const [two, one, other] = [
      await harness.newPassenger(),
      await harness.newPassenger(),
      await harness.newPassenger(),
    ];
    await harness.join({ tripId, seatCount: 2 }, two);
    await harness.join({ tripId }, one);
    await harness.join({ tripId }, other);
    await harness.cancel(bookingIds[1]);
    const statuses = async () =>
      (await Promise.all([two, one, other].map(harness.entryOf))).map((entry) => entry?.status);
    expect(await statuses()).toEqual(['WAITING', 'BOOKED', 'WAITING']);
    expect((await harness.entryOf(one))?.bookings.map(({ seatNumber }) => seatNumber)).toEqual([2]);
    await harness.leave(tripId, other);
    await harness.cancel(bookingIds[0]);
    await harness.cancel(bookingIds[2]);
    expect(await statuses()).toEqual(['BOOKED', 'BOOKED', 'LEFT']);
  });

  test('one beyond the limits of its passenger is passed over, and booked later by the sweep', async () => {
    const token = await harness.newPassenger();
    const [ownTrip, { tripId, bookingIds }] = [await trips.newTrip({ totalSeats: 45 }), await harness.fullTrip(2)];
    const other = await trips.newTrip({ totalSeats: 45 });
    await trips.book({ tripId: ownTrip, seatNumbers: Array.from({ length: 10 }, (_, at) => at + 1) }, token);
    const booked = await trips.book(
      { tripId: other, seatNumbers: Array.from({ length: 10 }, (_, at) => at + 1) },
      token,
    );
    const next = await harness.newPassenger();
    await harness.join({ tripId }, token);
    await harness.join({ tripId }, next);
    await harness.cancel(bookingIds[0]);
    expect([(await harness.entryOf(token))?.status, (await harness.entryOf(next))?.status]).toEqual([
      'WAITING',
      'BOOKED',
    ]);
    await harness.cancel(bookingIds[1]);
    expect(await harness.seatsOf(tripId)).toMatchObject({ available: 1 });

    await new WaitlistSweep(trips.orm.em.fork()).run(harness.origin());
    expect(await harness.entryOf(token)).toMatchObject({ status: 'WAITING' });
    await harness.cancel(booked.data.bookSeats.bookings[0].id);
    await new WaitlistSweep(trips.orm.em.fork()).run(harness.origin());
    expect(await harness.entryOf(token)).toMatchObject({ status: 'BOOKED' });
  });
});
