import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox.ts';
import type { Given } from '#platform/subgraph/request-context.ts';
import { requireText } from '#platform/text.ts';
import type { Trip } from '../entities/trip.ts';
import { tripCancelledEvent } from '../events.ts';
import { cancelBookings, changeTrip, passengersOf } from './change-trip.ts';

export interface CancelTrip extends Given {
  tripId: string;
  reason: string;
}

/** Cancels a scheduled trip and its active bookings. Throws BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, INVALID_TRANSITION. */
export function cancelTrip(em: EntityManager, { tripId, ...given }: CancelTrip): Promise<Trip> {
  const reason = requireText(given.reason, 'reason', 1000);
  return changeTrip(em, tripId, given, (tx, { trip, active }) => {
    trip.requireScheduled('CANCELLED');
    const passengerIds = passengersOf(active);
    // While the trip is scheduled: a booking moves with it.
    cancelBookings(tx, trip, active, { cause: 'TRIP_CANCELLED', reason }, given);
    trip.cancel(given.now);
    appendToOutbox(tx, tripCancelledEvent(trip, { passengerIds, reason }, given.actor, given));
  });
}
