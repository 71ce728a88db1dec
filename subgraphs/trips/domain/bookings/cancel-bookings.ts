import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import type { SeatBooking } from '../../entities/seat-booking.ts';
import type { Trip } from '../../entities/trip.ts';
import { type BookingEventData, bookingCancelledEvent } from '../../events/published.ts';
import { recordChange } from '../../events/record-change.ts';

/** Cancels bookings of a locked trip for a cause other than a request for them, and publishes `booking-cancelled` for each. */
export function cancelBookings(
  tx: EntityManager,
  trip: Trip,
  bookings: readonly SeatBooking[],
  { cause, reason }: { cause: NonNullable<BookingEventData['cause']>; reason: string | null },
  context: ActionContext,
): void {
  for (const booking of bookings) {
    booking.cancel(reason, context.now);
    publishCancellation(tx, booking, context, cause);
  }
  if (bookings.length > 0) trip.releaseSeats(bookings.length, context.now);
}

/** Publishes `booking-cancelled`, with the cause if nobody requested it for the booking itself, and records the change. */
export function publishCancellation(
  tx: EntityManager,
  booking: SeatBooking,
  context: ActionContext,
  cause?: BookingEventData['cause'],
): void {
  const { id, trip, cancellationReason } = booking;
  appendToOutbox(tx, bookingCancelledEvent(trip, booking, context.actor, context, cause && { cause }));
  const reason = cancellationReason == null ? [] : (['cancellationReason'] as const);
  const fields = ['status', 'cancelledAt', ...reason] as const;
  recordChange(tx, { action: 'booking.cancelled', subjectId: id, aggregateId: trip.id, fields }, context);
}
