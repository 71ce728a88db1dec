import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import type { Trip } from '../../entities/trip.ts';
import { tripStartedEvent } from '../../events/published.ts';
import { cancelBookings, passengersOf } from '../lock-trip.ts';
import { changeTrip } from './change-trip.ts';

export interface StartTrip extends ActionContext {
  tripId: string;
}

/** Starts a scheduled trip; its bookings that are still pending are cancelled. Throws NOT_FOUND, FORBIDDEN, INVALID_TRANSITION. */
export function startTrip(em: EntityManager, { tripId, ...context }: StartTrip): Promise<Trip> {
  return changeTrip(em, tripId, context, (tx, { trip, active }) => {
    trip.requireScheduled('STARTED');
    const passengerIds = passengersOf(active);
    const pending = active.filter(({ status }) => status === 'PENDING');
    // While the trip is scheduled: a booking moves with it.
    cancelBookings(tx, trip, pending, { cause: 'TRIP_STARTED', reason: null }, context);
    trip.start(context.now);
    appendToOutbox(tx, tripStartedEvent(trip, { passengerIds }, context.actor, context));
  });
}
