import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { Given } from '#platform/subgraph/request-context.ts';
import type { Trip } from '../../entities/trip.ts';
import { tripStartedEvent } from '../../events/published.ts';
import { cancelBookings, passengersOf } from '../locked-trip.ts';
import { changeTrip } from './change-trip.ts';

export interface StartTrip extends Given {
  tripId: string;
}

/** Starts a scheduled trip; its bookings that are still pending are cancelled. Throws NOT_FOUND, FORBIDDEN, INVALID_TRANSITION. */
export function startTrip(em: EntityManager, { tripId, ...given }: StartTrip): Promise<Trip> {
  return changeTrip(em, tripId, given, (tx, { trip, active }) => {
    trip.requireScheduled('STARTED');
    const passengerIds = passengersOf(active);
    const pending = active.filter(({ status }) => status === 'PENDING');
    // While the trip is scheduled: a booking moves with it.
    cancelBookings(tx, trip, pending, { cause: 'TRIP_STARTED', reason: null }, given);
    trip.start(given.now);
    appendToOutbox(tx, tripStartedEvent(trip, { passengerIds }, given.actor, given));
  });
}
