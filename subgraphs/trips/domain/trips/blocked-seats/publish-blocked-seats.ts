import type { EntityManager } from '@mikro-orm/postgresql';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { tripUpdatedEvent } from '../../../events/published.ts';
import { recordChange } from '../../../events/record-change.ts';
import { type LockedTrip, passengerIdsOf } from '../../lock-trip.ts';

/** Publishes `trip-updated` for a change of a trip's blocked seats. Its consumers of the previous release notify nobody of it. */
export function publishBlockedSeats(tx: EntityManager, { trip, active }: LockedTrip, context: ActionContext): void {
  const facts = { passengerIds: passengerIdsOf(active), changed: ['blockedSeats' as const] };
  appendToOutbox(tx, tripUpdatedEvent(trip, facts, context.actor, context));
  recordChange(tx, { action: 'trip.updated', subjectId: trip.id, fields: facts.changed }, context);
}
