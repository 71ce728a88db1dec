import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import type { SeatBooking } from '../../entities/seat-booking.ts';
import { bookingConfirmedEvent } from '../../events/published.ts';
import { recordChange } from '../../events/record-change.ts';
import { mayManageTrip } from '../permissions.ts';
import { changeBooking } from './change-booking.ts';

export interface ConfirmBooking extends ActionContext {
  bookingId: string;
}

/**
 * Confirms a pending booking of a scheduled trip, and publishes `booking-confirmed`.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, INVALID_TRANSITION
 */
export function confirmBooking(em: EntityManager, { bookingId, ...context }: ConfirmBooking): Promise<SeatBooking> {
  const mayConfirm = (booking: SeatBooking) => mayManageTrip(context.actor, booking.trip);
  return changeBooking(em, bookingId, mayConfirm, (tx, booking) => {
    booking.confirm(context.now);
    appendToOutbox(tx, bookingConfirmedEvent(booking.trip, booking, context.actor, context));
    const ids = { subjectId: booking.id, aggregateId: booking.trip.id };
    recordChange(tx, { action: 'booking.confirmed', ...ids, fields: ['status', 'confirmedAt'] }, context);
  });
}
