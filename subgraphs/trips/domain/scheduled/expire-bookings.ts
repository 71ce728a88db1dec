import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { type ActionContext, systemContext } from '#platform/subgraph/action-context.ts';
import type { SeatBooking } from '../../entities/seat-booking.ts';
import type { Trip } from '../../entities/trip.ts';
import { cancelBookings } from '../bookings/cancel-bookings.ts';
import { forEachTrip } from '../for-each-trip.ts';
import { lockTripIfFree, withActiveBookings } from '../lock-trip.ts';
import { bookWaiting } from '../waitlist/book-waiting.ts';

/** Overdue bookings, and departed trips with pending bookings, that one call finds. */
export const expiryBatch = 100;

export interface ExpireBookings extends EventOrigin {
  /** Minutes after which a pending booking expires. */
  approvalMinutes: number;
}

/**
 * Cancels pending bookings of scheduled trips that were not confirmed in time, or whose trip has reached its departure. Several
 * instances may run it concurrently, and an instance may die: each trip is a transaction that reads its bookings again under
 * the trip's lock.
 *
 * @returns The number of overdue bookings and departed trips that it found; with `expiryBatch` or more there may be others.
 */
export async function expireBookings(
  em: EntityManager,
  { approvalMinutes, ...origin }: ExpireBookings,
): Promise<number> {
  const context = systemContext(origin);
  const bookedBefore = new Date(context.now.getTime() - approvalMinutes * 60_000);
  const due = await tripsWithDueBookings(em, context.now, bookedBefore);
  await forEachTrip(em, [...new Set(due)], (tx, tripId) => expireOnTrip(tx, tripId, bookedBefore, context));
  return due.length;
}

async function expireOnTrip(
  tx: EntityManager,
  tripId: string,
  bookedBefore: Date,
  context: ActionContext,
): Promise<void> {
  const trip = await lockTripIfFree(tx, tripId);
  if (trip?.status !== 'SCHEDULED') return;
  const { active } = await withActiveBookings(tx, trip);
  const due = active.filter((booking) => isDue(booking, trip, bookedBefore, context.now));
  cancelBookings(tx, trip, due, { cause: 'EXPIRED', reason: null }, context);
  if (due.length > 0) await bookWaiting(tx, trip, context);
}

function isDue({ status, bookedAtUtc }: SeatBooking, trip: Trip, bookedBefore: Date, now: Date): boolean {
  return status === 'PENDING' && (bookedAtUtc <= bookedBefore || trip.departureTimeUtc <= now);
}

/**
 * Finds the trip of each overdue booking, and each departed trip with pending bookings, at most a batch of each kind. A trip may
 * appear several times. A booking that is not overdue was made after `bookedBefore`, and so its trip departed after that: only
 * those departures are searched.
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
    [bookedBefore, expiryBatch, bookedBefore, now, expiryBatch],
  );
  return rows.map(({ id }) => id);
}
