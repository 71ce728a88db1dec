import type { EntityManager } from '@mikro-orm/postgresql';
import { inTransaction } from '#platform/database/in-transaction.ts';
import { forbidden, notFound } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { SeatBooking } from '../../entities/seat-booking.ts';
import { lockTrip } from '../lock-trip.ts';

/**
 * Changes a booking in a transaction, under its trip's lock, so that no other change of the trip happens between reading and
 * writing.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, and what the change throws.
 */
export function changeBooking(
  em: EntityManager,
  bookingId: string,
  may: (booking: SeatBooking) => boolean,
  change: (tx: EntityManager, booking: SeatBooking) => Promise<void> | void,
): Promise<SeatBooking> {
  requireId(bookingId, 'bookingId', 'b');
  return inTransaction(em, async (tx) => {
    // The trip id never changes, so it is read before the lock. The booking's state is read again under the lock.
    const found = await tx.findOne(SeatBooking, { id: bookingId });
    if (!found) throw notFound('bookingId');
    const trip = await lockTrip(tx, found.trip.id);
    if (!trip) throw notFound('bookingId');
    const booking = await tx.findOneOrFail(SeatBooking, { id: bookingId }, { refresh: true, populate: ['trip'] });
    if (!may(booking)) throw forbidden();
    await change(tx, booking);
    return booking;
  });
}
