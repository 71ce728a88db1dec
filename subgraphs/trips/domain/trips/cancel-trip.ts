import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { requireText } from '#platform/text.ts';
import type { Trip } from '../../entities/trip.ts';
import { tripCancelledEvent } from '../../events/published.ts';
import { cancelBookings, type LockedTrip, passengersOf } from '../lock-trip.ts';
import { changeTrip } from './change-trip.ts';

export interface CancelTrip extends ActionContext {
  tripId: string;
  reason: string;
}

/** Cancels a scheduled trip and its active bookings. Throws BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, INVALID_TRANSITION. */
export function cancelTrip(em: EntityManager, { tripId, ...context }: CancelTrip): Promise<Trip> {
  const reason = requireText(context.reason, 'reason', 1000);
  return changeTrip(em, tripId, context, (tx, locked) => cancelLockedTrip(tx, locked, reason, context));
}

/** The same under the trip's lock; without a reason where it is the system that cancels. Throws INVALID_TRANSITION. */
export function cancelLockedTrip(
  tx: EntityManager,
  { trip, active }: LockedTrip,
  reason: string | null,
  context: ActionContext,
): void {
  trip.requireScheduled('CANCELLED');
  const passengerIds = passengersOf(active);
  // While the trip is scheduled: a booking moves with it.
  cancelBookings(tx, trip, active, { cause: 'TRIP_CANCELLED', reason }, context);
  trip.cancel(context.now);
  const facts = { passengerIds, ...(reason === null ? {} : { reason }) };
  appendToOutbox(tx, tripCancelledEvent(trip, facts, context.actor, context));
}
