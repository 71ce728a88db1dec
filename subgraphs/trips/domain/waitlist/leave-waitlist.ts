import type { EntityManager } from '@mikro-orm/postgresql';
import { inTransaction } from '#platform/database/in-transaction.ts';
import { notFound, Refusal } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { WaitlistEntry } from '../../entities/waitlist-entry.ts';
import { waitlistChangedEvent } from '../../events/published.ts';
import { lockTrip } from '../lock-trip.ts';

export interface LeaveWaitlist extends ActionContext {
  tripId: string;
}

/**
 * Takes the actor off the waiting list of a trip. An entry that has left stays as it is, so that a retry is safe.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND when the actor never was on the list, INVALID_TRANSITION when the entry was booked or
 * has ended
 */
export function leaveWaitlist(em: EntityManager, { tripId, ...context }: LeaveWaitlist): Promise<WaitlistEntry> {
  requireId(tripId, 'tripId', 't');
  const { actor, now } = context;
  return inTransaction(em, async (tx) => {
    if (!(await lockTrip(tx, tripId))) throw notFound('tripId');
    const own = { trip: tripId, passengerId: actor.id };
    const entry = await tx.findOne(WaitlistEntry, own, { orderBy: { turn: 'desc' } });
    if (!entry) throw new Refusal('NOT_FOUND', { field: 'tripId' }, 'notOnWaitlist');
    if (entry.status === 'LEFT') return entry;
    entry.leave(now);
    appendToOutbox(tx, waitlistChangedEvent(tripId, actor, context));
    return entry;
  });
}
