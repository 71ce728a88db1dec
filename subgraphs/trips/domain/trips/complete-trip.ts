import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { Given } from '#platform/subgraph/request-context.ts';
import type { Trip } from '../../entities/trip.ts';
import { bookingCompletedEvent, tripCompletedEvent } from '../../events/published.ts';
import { passengersOf } from '../locked-trip.ts';
import { changeTrip } from './change-trip.ts';

export interface CompleteTrip extends Given {
  tripId: string;
}

/** Completes a started trip and its confirmed bookings. Throws NOT_FOUND, FORBIDDEN, INVALID_TRANSITION. */
export function completeTrip(em: EntityManager, { tripId, ...given }: CompleteTrip): Promise<Trip> {
  return changeTrip(em, tripId, given, (tx, { trip, active }) => {
    const passengerIds = passengersOf(active);
    for (const booking of active) {
      // None is pending once a trip has started; on any other trip this refuses before anything is changed.
      if (trip.status === 'STARTED') booking.complete(given.now);
    }
    trip.complete(given.now);
    for (const booking of active) appendToOutbox(tx, bookingCompletedEvent(trip, booking, given.actor, given));
    appendToOutbox(tx, tripCompletedEvent(trip, { passengerIds }, given.actor, given));
  });
}
