import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { inTransaction } from '#platform/database/in-transaction.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { SeatBooking } from '../entities/seat-booking.ts';
import { Trip } from '../entities/trip.ts';
import { type BookingEventData, bookingCancelledEvent } from '../events/published.ts';

/** A trip under its lock, and those of its bookings that hold a seat and may still change. */
export interface LockedTrip {
  trip: Trip;
  /** Pending and confirmed ones, by seat. */
  active: SeatBooking[];
}

/** The trip as it is now, locked until the transaction ends: every step of a trip and of its bookings takes this lock first. */
export function lockTrip(tx: EntityManager, id: string): Promise<Trip | null> {
  return tx.findOne(Trip, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/** The same for a worker: null, too, where somebody else has the lock, another instance maybe. It will look again. */
export function lockFreeTrip(tx: EntityManager, id: string): Promise<Trip | null> {
  return tx.findOne(Trip, { id }, { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE, refresh: true });
}

/** The bookings of a locked trip that hold a seat and may still change. */
export async function activeOn(tx: EntityManager, trip: Trip): Promise<LockedTrip> {
  const where = { trip, status: { $in: ['PENDING', 'CONFIRMED'] } } as const;
  return { trip, active: await tx.find(SeatBooking, where, { orderBy: { seatNumber: 'asc' } }) };
}

/**
 * Does the same to each of some trips, each in a transaction of its own. One that fails does not keep the others from
 * theirs; the first failure is thrown in the end.
 */
export async function eachInItsTransaction(
  em: EntityManager,
  tripIds: readonly string[],
  work: (tx: EntityManager, tripId: string) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const tripId of tripIds) {
    await inTransaction(em.fork(), (tx) => work(tx, tripId)).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

/** Cancels bookings of a locked trip for a reason of the system's: their seats are free again, and each is told of. */
export function cancelBookings(
  tx: EntityManager,
  trip: Trip,
  bookings: readonly SeatBooking[],
  { cause, reason }: { cause: NonNullable<BookingEventData['cause']>; reason: string | null },
  context: ActionContext,
): void {
  for (const booking of bookings) {
    booking.cancel(reason, context.now);
    appendToOutbox(tx, bookingCancelledEvent(trip, booking, context.actor, context, cause));
  }
  if (bookings.length > 0) trip.releaseSeats(bookings.length, context.now);
}

/** Whom a step of a trip concerns: each passenger once. */
export const passengersOf = (bookings: readonly SeatBooking[]): string[] => [
  ...new Set(bookings.map(({ passengerId }) => passengerId)),
];
