import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { requireText } from '#platform/text.ts';
import type { Trip } from '../../entities/trip.ts';
import { tripCancelledEvent } from '../../events/published.ts';
import { recordChange } from '../../events/record-change.ts';
import { cancelBookings } from '../bookings/cancel-bookings.ts';
import { type LockedTrip, passengerIdsOf } from '../lock-trip.ts';
import { endWaitlist } from '../waitlist/end-waitlist.ts';
import { changeTrip } from './change-trip.ts';

export interface CancelTrip extends ActionContext {
  tripId: string;
  reason: string;
}

/**
 * Cancels a scheduled trip and its active bookings, ends its waiting list, and publishes `booking-cancelled` for each and `trip-cancelled`.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, INVALID_TRANSITION
 */
export function cancelTrip(em: EntityManager, { tripId, reason, ...context }: CancelTrip): Promise<Trip> {
  const text = requireText(reason, 'reason', 1000);
  return changeTrip(em, tripId, context, (tx, locked) => cancelLockedTrip(tx, locked, text, context));
}

/**
 * As {@link cancelTrip}, for a locked trip. The system cancels without a reason.
 *
 * @throws Refusal INVALID_TRANSITION
 */
export async function cancelLockedTrip(
  tx: EntityManager,
  { trip, active }: LockedTrip,
  reason: string | null,
  context: ActionContext,
): Promise<void> {
  trip.requireScheduled('CANCELLED');
  const passengerIds = passengerIdsOf(active);
  // First, because bookings change only while their trip is scheduled.
  cancelBookings(tx, trip, active, { cause: 'TRIP_CANCELLED', reason }, context);
  await endWaitlist(tx, trip, context.now);
  trip.cancel(context.now);
  const facts = { passengerIds, ...(reason === null ? {} : { reason }) };
  appendToOutbox(tx, tripCancelledEvent(trip, facts, context.actor, context));
  recordChange(tx, { action: 'trip.cancelled', subjectId: trip.id, fields: ['status'] }, context);
}
