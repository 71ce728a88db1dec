import type { EntityManager } from '@mikro-orm/postgresql';
import { inTransaction } from '#platform/database/in-transaction.ts';
import { forbidden, notFound } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox.ts';
import type { Given } from '#platform/subgraph/request-context.ts';
import { SeatBooking } from '../entities/seat-booking.ts';
import type { Trip } from '../entities/trip.ts';
import { type BookingEventData, bookingCancelledEvent } from '../events.ts';
import { lockTrip } from './lock-trip.ts';
import { mayManageTrip } from './may.ts';

/** A trip under its lock, and those of its bookings that hold a seat and may still change. */
export interface LockedTrip {
  trip: Trip;
  /** Pending and confirmed ones, by seat. */
  active: SeatBooking[];
}

/**
 * One step of a trip in a transaction of its own, under the trip's lock. Throws BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, and
 * what the step throws.
 */
export function changeTrip(
  em: EntityManager,
  tripId: string,
  { actor }: Given,
  step: (tx: EntityManager, locked: LockedTrip) => Promise<void> | void,
): Promise<Trip> {
  requireId(tripId, 'tripId', 't');
  return inTransaction(em, async (tx) => {
    const trip = await lockTrip(tx, tripId);
    if (!trip) throw notFound('tripId');
    if (!mayManageTrip(actor, trip)) throw forbidden();
    const where = { trip, status: { $in: ['PENDING', 'CONFIRMED'] } } as const;
    const active = await tx.find(SeatBooking, where, { orderBy: { seatNumber: 'asc' } });
    await step(tx, { trip, active });
    return trip;
  });
}

/** Cancels bookings because of what became of their trip: their seats are free again, and each is told of. */
export function cancelBookings(
  tx: EntityManager,
  trip: Trip,
  bookings: readonly SeatBooking[],
  { cause, reason }: { cause: NonNullable<BookingEventData['cause']>; reason: string | null },
  given: Given,
): void {
  for (const booking of bookings) {
    booking.cancel(reason, given.now);
    appendToOutbox(tx, bookingCancelledEvent(trip, booking, given.actor, given, cause));
  }
  if (bookings.length > 0) trip.releaseSeats(bookings.length, given.now);
}

/** Whom a step of a trip concerns: each passenger once. */
export const passengersOf = (bookings: readonly SeatBooking[]): string[] => [
  ...new Set(bookings.map(({ passengerId }) => passengerId)),
];
