import type { EntityManager } from '@mikro-orm/postgresql';
import { limits } from '#platform/limits.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import type { SeatBooking } from '../../entities/seat-booking.ts';
import type { Trip } from '../../entities/trip.ts';
import { activeOn, cancelBookings, eachInItsTransaction, lockFreeTrip } from '../lock-trip.ts';
import { asSystem } from '../system-context.ts';

export interface ExpireBookings extends EventOrigin {
  /** How long a booking may wait to be confirmed. */
  approvalMinutes: number;
}

/**
 * Cancels the pending bookings of scheduled trips that were not confirmed in time, or whose trip should have departed. Any
 * number of instances may do it at once, and one may die in the middle: each trip is a transaction under the trip's
 * lock, in which its bookings are read again. Returns how many bookings and departed trips were found due: with a batch or more
 * there may be others.
 */
export async function expireBookings(
  em: EntityManager,
  { approvalMinutes, ...origin }: ExpireBookings,
): Promise<number> {
  const context = asSystem(origin);
  const bookedBefore = new Date(context.now.getTime() - approvalMinutes * 60_000);
  const due = await tripsWithDueBookings(em, context.now, bookedBefore);
  await eachInItsTransaction(em, [...new Set(due)], (tx, tripId) => expireOnTrip(tx, tripId, bookedBefore, context));
  return due.length;
}

async function expireOnTrip(
  tx: EntityManager,
  tripId: string,
  bookedBefore: Date,
  context: ActionContext,
): Promise<void> {
  const trip = await lockFreeTrip(tx, tripId);
  if (trip?.status !== 'SCHEDULED') return;
  const { active } = await activeOn(tx, trip);
  const due = active.filter((booking) => isDue(booking, trip, bookedBefore, context.now));
  cancelBookings(tx, trip, due, { cause: 'EXPIRED', reason: null }, context);
}

function isDue({ status, bookedAtUtc }: SeatBooking, trip: Trip, bookedBefore: Date, now: Date): boolean {
  return status === 'PENDING' && (bookedAtUtc <= bookedBefore || trip.departureTimeUtc <= now);
}

/**
 * The trip of each overdue booking, and each departed trip with pending ones: a trip may be named several times, and of each
 * kind there are at most a batch. A booking that was made within the time to confirm it has a trip that departed no earlier, so only trips of that
 * time are looked through.
 */
async function tripsWithDueBookings(em: EntityManager, now: Date, bookedBefore: Date): Promise<string[]> {
  const rows = await em.getConnection().execute<{ id: string }[]>(
    `(select b.trip_id as id from seat_bookings b join trips t on t.id = b.trip_id
      where b.status = 'PENDING' and not b.is_deleted and b.booked_at_utc <= ? and t.status = 'SCHEDULED' and not t.is_deleted
      order by b.id limit ?)
     union all
     (select t.id from trips t
      where t.status = 'SCHEDULED' and not t.is_deleted and t.departure_time_utc > ? and t.departure_time_utc <= ?
        and exists (select from seat_bookings b where b.trip_id = t.id and b.status = 'PENDING' and not b.is_deleted)
      order by t.departure_time_utc limit ?)`,
    [bookedBefore, limits.workerBatch, bookedBefore, now, limits.workerBatch],
  );
  return rows.map(({ id }) => id);
}
