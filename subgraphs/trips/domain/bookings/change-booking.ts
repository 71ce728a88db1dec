import type { EntityManager } from '@mikro-orm/postgresql';
import { inTransaction } from '#platform/database/in-transaction.ts';
import { forbidden, notFound } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { SeatBooking } from '../../entities/seat-booking.ts';
import { lockTrip } from '../lock-trip.ts';

/**
 * One step of a booking in a transaction of its own, under its trip's lock, so that no other step of the same trip comes
 * between what is read and what is written. Throws BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, and what the step throws.
 */
export function changeBooking(
  em: EntityManager,
  bookingId: string,
  may: (booking: SeatBooking) => boolean,
  step: (tx: EntityManager, booking: SeatBooking) => void,
): Promise<SeatBooking> {
  requireId(bookingId, 'bookingId', 'b');
  return inTransaction(em, async (tx) => {
    // The trip's id never changes, so it can be read before the lock; the booking's state can't.
    const found = await tx.findOne(SeatBooking, { id: bookingId });
    if (!found) throw notFound('bookingId');
    const trip = await lockTrip(tx, found.trip.id);
    if (!trip) throw notFound('bookingId');
    const booking = await tx.findOneOrFail(SeatBooking, { id: bookingId }, { refresh: true, populate: ['trip'] });
    if (!may(booking)) throw forbidden();
    step(tx, booking);
    return booking;
  });
}
