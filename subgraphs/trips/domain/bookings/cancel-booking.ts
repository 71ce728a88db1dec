import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { optionalText } from '#platform/text.ts';
import type { SeatBooking } from '../../entities/seat-booking.ts';
import { mayReadBooking } from '../permissions.ts';
import { bookWaiting } from '../waitlist/book-waiting.ts';
import { publishCancellation } from './cancel-bookings.ts';
import { changeBooking } from './change-booking.ts';

export interface CancelBooking extends ActionContext {
  bookingId: string;
  reason?: string | null | undefined;
}

/**
 * Cancels a pending or confirmed booking of a scheduled trip, and publishes `booking-cancelled`. Its seat goes to the waiting list.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, INVALID_TRANSITION
 */
export function cancelBooking(
  em: EntityManager,
  { bookingId, reason, ...context }: CancelBooking,
): Promise<SeatBooking> {
  const text = optionalText(reason, 'reason', 1000);
  const mayCancel = (booking: SeatBooking) => mayReadBooking(context.actor, booking);
  return changeBooking(em, bookingId, mayCancel, async (tx, booking) => {
    booking.cancel(text, context.now);
    booking.trip.releaseSeats(1, context.now);
    publishCancellation(tx, booking, context);
    await bookWaiting(tx, booking.trip, context);
  });
}
