import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { Given } from '#platform/subgraph/request-context.ts';
import { requireText } from '#platform/text.ts';
import type { Trip } from '../../entities/trip.ts';
import { tripCancelledEvent } from '../../events/published.ts';
import { cancelBookings, type LockedTrip, passengersOf } from '../locked-trip.ts';
import { changeTrip } from './change-trip.ts';

export interface CancelTrip extends Given {
  tripId: string;
  reason: string;
}

/** Cancels a scheduled trip and its active bookings. Throws BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, INVALID_TRANSITION. */
export function cancelTrip(em: EntityManager, { tripId, ...given }: CancelTrip): Promise<Trip> {
  const reason = requireText(given.reason, 'reason', 1000);
  return changeTrip(em, tripId, given, (tx, locked) => cancelLockedTrip(tx, locked, reason, given));
}

/** The same under the trip's lock; without a reason where it is the system that cancels. Throws INVALID_TRANSITION. */
export function cancelLockedTrip(
  tx: EntityManager,
  { trip, active }: LockedTrip,
  reason: string | null,
  given: Given,
): void {
  trip.requireScheduled('CANCELLED');
  const passengerIds = passengersOf(active);
  // While the trip is scheduled: a booking moves with it.
  cancelBookings(tx, trip, active, { cause: 'TRIP_CANCELLED', reason }, given);
  trip.cancel(given.now);
  const facts = { passengerIds, ...(reason === null ? {} : { reason }) };
  appendToOutbox(tx, tripCancelledEvent(trip, facts, given.actor, given));
}
