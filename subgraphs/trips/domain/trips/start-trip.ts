import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import type { Trip } from '../../entities/trip.ts';
import { tripStartedEvent } from '../../events/published.ts';
import { recordChange } from '../../events/record-change.ts';
import { cancelBookings } from '../bookings/cancel-bookings.ts';
import { passengerIdsOf } from '../lock-trip.ts';
import { endWaitlist } from '../waitlist/end-waitlist.ts';
import { changeTrip } from './change-trip.ts';

export interface StartTrip extends ActionContext {
  tripId: string;
}

/**
 * Starts a scheduled trip, cancels its pending bookings and ends its waiting list, and publishes `booking-cancelled` for each and `trip-started`.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, INVALID_TRANSITION
 */
export function startTrip(em: EntityManager, { tripId, ...context }: StartTrip): Promise<Trip> {
  return changeTrip(em, tripId, context, async (tx, { trip, active }) => {
    trip.requireScheduled('STARTED');
    const passengerIds = passengerIdsOf(active);
    const pending = active.filter(({ status }) => status === 'PENDING');
    // First, because bookings change only while their trip is scheduled.
    cancelBookings(tx, trip, pending, { cause: 'TRIP_STARTED', reason: null }, context);
    await endWaitlist(tx, trip, context.now);
    trip.start(context.now);
    appendToOutbox(tx, tripStartedEvent(trip, { passengerIds }, context.actor, context));
    recordChange(tx, { action: 'trip.started', subjectId: trip.id, fields: ['status'] }, context);
  });
}
