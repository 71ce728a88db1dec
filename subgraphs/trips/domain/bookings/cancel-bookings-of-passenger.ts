import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { systemContext } from '#platform/subgraph/action-context.ts';
import { SeatBooking } from '../../entities/seat-booking.ts';
import { forEachScheduledTrip } from '../for-each-trip.ts';
import { bookWaiting } from '../waitlist/book-waiting.ts';
import { cancelBookings } from './cancel-bookings.ts';

/** Bookings that one query finds. */
const batchSize = 100;

/**
 * Cancels a deleted passenger's active bookings of scheduled trips, in one transaction per trip, which offers the seats to the
 * waiting list. It is safe to repeat or to interrupt.
 *
 * @returns The number of trips.
 */
export function cancelBookingsOfPassenger(
  em: EntityManager,
  passengerId: string,
  origin: EventOrigin,
): Promise<number> {
  const context = systemContext(origin);
  const nextBatch = async () => {
    const where = { passengerId, status: { $in: ['PENDING', 'CONFIRMED'] }, trip: { status: 'SCHEDULED' } } as const;
    const options = { fields: ['trip'], orderBy: { id: 'asc' }, limit: batchSize } as const;
    const bookings = await em.fork().find(SeatBooking, where, options);
    return [...new Set(bookings.map(({ trip }) => trip.id))];
  };
  return forEachScheduledTrip(em, nextBatch, async (tx, { trip, active }) => {
    const bookings = active.filter((booking) => booking.passengerId === passengerId);
    cancelBookings(tx, trip, bookings, { cause: 'ACCOUNT_DELETED', reason: null }, context);
    await bookWaiting(tx, trip, context);
  });
}
