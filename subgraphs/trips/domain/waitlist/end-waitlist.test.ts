import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import { handlersOf } from '../../events/consumed.ts';
import { idOf, type TripsHarness } from '../../testing/harness.ts';
import { startWaitlistHarness, type WaitlistHarness } from '../../testing/waitlist-harness.ts';
import { endEntriesOfPassenger } from './end-entries-of-passenger.ts';
import { sweepBatch, WaitlistSweep } from './waitlist-sweep.ts';

let harness: WaitlistHarness;
let trips: TripsHarness;

beforeAll(async () => {
  harness = await startWaitlistHarness();
  trips = harness.trips;
});

afterAll(() => harness.stop());

/** Handles the event of an account that was deactivated or deleted. */
async function closeAccount(step: string, accountId: string): Promise<void> {
  const { em } = trips.orm;
  const { now, newId } = harness.origin();
  const type = `users.account-${step}.v1`;
  const handler = handlersOf({ em, clock: { now: () => now }, newId } as SubgraphServices).find(
    (each) => each.type === type,
  );
  const data = { accountId, accountType: 'PASSENGER' };
  if (handler?.kind === 'repeatable') await handler.handle({ type, data } as CloudEvent);
}

describe('entries end', () => {
  const end = async (step: (tripId: string) => Promise<unknown>) => {
    const { tripId } = await harness.fullTrip(1);
    const token = await harness.newPassenger();
    await harness.join({ tripId }, token);
    await step(tripId);
    expect(await harness.entryOf(token)).toMatchObject({
      status: 'ENDED',
      position: null,
      closedAt: expect.any(String),
    });
    expect(await harness.waitlistLength(tripId)).toBe(0);
    return tripId;
  };

  test('when the trip starts', () => end((tripId) => trips.changeTrip('startTrip', { tripId })));
  test('when the trip is cancelled', () =>
    end((tripId) => trips.changeTrip('cancelTrip', { tripId, reason: 'a storm' })));
  test('after the departure, by the sweep', async () => {
    const tripId = await end(async (id) => {
      await harness.sql(`update trips set departure_time_utc = now() - interval '1 minute' where id = ?`, [id]);
      await new WaitlistSweep(trips.orm.em.fork()).run(harness.origin());
    });
    expect((await trips.eventTypes(tripId)).at(-1)).toBe('waitlist-changed');
  });
  test('after the previous release has started the trip, by the sweep', () =>
    end(async (tripId) => {
      await harness.sql(`update trips set status = 'STARTED' where id = ?`, [tripId]);
      await new WaitlistSweep(trips.orm.em.fork()).run(harness.origin());
    }));

  test.each(['deactivated', 'deleted'])('when the account of the passenger is %s', (step) =>
    end(async (tripId) => {
      const [entry] = await harness.sql<{ passenger_id: string }>(
        'select passenger_id from waitlist_entries where trip_id = ?',
        [tripId],
      );
      await closeAccount(step, entry?.passenger_id ?? '');
    }),
  );

  test('before the bookings of a deleted passenger are cancelled, so that the passenger gets no freed seat', async () => {
    const own = idOf('p', '6');
    const token = await trips.keys.sign({ sub: own, scope: 'passenger', phone_number: '+966500000006' });
    const tripId = await trips.newTrip({ totalSeats: 1 });
    await trips.bookOne(tripId, 1, token);
    await harness.join({ tripId }, token);
    await closeAccount('deleted', own);
    expect(await harness.entryOf(token)).toMatchObject({ status: 'ENDED' });
    expect(await harness.seatsOf(tripId)).toEqual({ available: 1, active: 0 });
    expect(await trips.eventTypes(tripId)).not.toContain('waitlist-booked');
  });

  test('with the account of the passenger, and a repeated event changes nothing', async () => {
    const own = idOf('p', '7');
    const token = await trips.keys.sign({ sub: own, scope: 'passenger', phone_number: '+966500000007' });
    const [first, second] = [await harness.fullTrip(1), await harness.fullTrip(1)];
    for (const { tripId } of [first, second]) await harness.join({ tripId }, token);
    await endEntriesOfPassenger(trips.orm.em.fork(), own, harness.origin());
    expect((await harness.entries(token)).map(({ status }) => status)).toEqual(['ENDED', 'ENDED']);
    const events = await trips.eventTypes(first.tripId);
    await endEntriesOfPassenger(trips.orm.em.fork(), own, harness.origin());
    expect(await trips.eventTypes(first.tripId)).toEqual(events);
    await harness.cancel(first.bookingIds[0]);
    expect(await harness.seatsOf(first.tripId)).toEqual({ available: 1, active: 0 });
  });
});

test('the sweep books what the previous release has freed, on every trip, and begins again after the last', async () => {
  await harness.sql(`update waitlist_entries set status = 'ENDED' where status = 'WAITING'`);
  const trip = await harness.fullTrip(1);
  await harness.sql(
    `insert into trips select (jsonb_populate_record(t, jsonb_build_object('id', 't_' || lpad(n::text, 32, '0')))).*
     from trips t, generate_series(1, ?) n where t.id = ?`,
    [sweepBatch + 1, trip.tripId],
  );
  await harness.sql(
    `insert into waitlist_entries (id, created_at, updated_at, trip_id, passenger_id, passenger_name, passenger_phone, seat_count,
       turn, status, booking_ids)
     select 'w_' || right(id, 30), now(), now(), id, 'p_sweep' || right(id, 20), 'Sara', '+966500000002', 1, 1, 'WAITING', '[]'
     from trips where id like 't_0000000000000000%'`,
  );
  const sweep = new WaitlistSweep(trips.orm.em.fork());
  const sweepAfterFreeing = async (firstTrip: number) => {
    const id = `t_${String(firstTrip).padStart(32, '0')}`;
    await harness.sql(`update trips set available_seats = 1 where id >= ? and id like 't_0000000000000000%'`, [id]);
    return [await sweep.run(harness.origin()), await sweep.run(harness.origin())];
  };
  const count = async (status: string) => {
    const entries = `select from waitlist_entries where status = ? and passenger_id like 'p_sweep%'`;
    return (await harness.sql(entries, [status])).length;
  };
  expect(await sweepAfterFreeing(sweepBatch + 1)).toEqual([true, false]);
  expect([await count('WAITING'), await count('BOOKED')]).toEqual([sweepBatch, 1]);
  await sweepAfterFreeing(1);
  expect([await count('WAITING'), await count('BOOKED')]).toEqual([0, sweepBatch + 1]);
});
