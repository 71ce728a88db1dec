import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import type { Trip } from '../../entities/trip.ts';
import { bookingCompletedEvent, tripCompletedEvent } from '../../events/published.ts';
import { recordChange } from '../../events/record-change.ts';
import { passengerIdsOf } from '../lock-trip.ts';
import { changeTrip } from './change-trip.ts';

export interface CompleteTrip extends ActionContext {
  tripId: string;
}

/**
 * Completes a started trip and its confirmed bookings, and publishes `booking-completed` for each and `trip-completed`.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, INVALID_TRANSITION
 */
export function completeTrip(em: EntityManager, { tripId, ...context }: CompleteTrip): Promise<Trip> {
  return changeTrip(em, tripId, context, (tx, { trip, active }) => {
    const passengerIds = passengerIdsOf(active);
    for (const booking of active) {
      // A started trip has no pending bookings. Any other trip is refused below, before anything is written.
      if (trip.status === 'STARTED') booking.complete(context.now);
    }
    trip.complete(context.now);
    for (const booking of active) {
      appendToOutbox(tx, bookingCompletedEvent(trip, booking, context.actor, context));
      const ids = { subjectId: booking.id, aggregateId: trip.id };
      recordChange(tx, { action: 'booking.completed', ...ids, fields: ['status'] }, context);
    }
    appendToOutbox(tx, tripCompletedEvent(trip, { passengerIds }, context.actor, context));
    recordChange(tx, { action: 'trip.completed', subjectId: trip.id, fields: ['status'] }, context);
  });
}
