import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import type { Trip } from '../../entities/trip.ts';
import { bookingCompletedEvent, tripCompletedEvent } from '../../events/published.ts';
import { passengersOf } from '../lock-trip.ts';
import { changeTrip } from './change-trip.ts';

export interface CompleteTrip extends ActionContext {
  tripId: string;
}

/** Completes a started trip and its confirmed bookings. Throws NOT_FOUND, FORBIDDEN, INVALID_TRANSITION. */
export function completeTrip(em: EntityManager, { tripId, ...context }: CompleteTrip): Promise<Trip> {
  return changeTrip(em, tripId, context, (tx, { trip, active }) => {
    const passengerIds = passengersOf(active);
    for (const booking of active) {
      // None is pending once a trip has started; on any other trip this refuses before anything is changed.
      if (trip.status === 'STARTED') booking.complete(context.now);
    }
    trip.complete(context.now);
    for (const booking of active) appendToOutbox(tx, bookingCompletedEvent(trip, booking, context.actor, context));
    appendToOutbox(tx, tripCompletedEvent(trip, { passengerIds }, context.actor, context));
  });
}
