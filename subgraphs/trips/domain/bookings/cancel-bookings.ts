import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import type { SeatBooking } from '../../entities/seat-booking.ts';
import type { Trip } from '../../entities/trip.ts';
import { type BookingEventData, bookingCancelledEvent } from '../../events/published.ts';

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
    appendToOutbox(tx, bookingCancelledEvent(trip, booking, context.actor, context, cause));
  }
  if (bookings.length > 0) trip.releaseSeats(bookings.length, context.now);
}
