import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { appendToOutbox } from '#platform/messaging/outbox/outbox.ts';
import { systemContext } from '#platform/subgraph/action-context.ts';
import { WaitlistEntry } from '../../entities/waitlist-entry.ts';
import { waitlistChangedEvent } from '../../events/published.ts';
import { forEachTrip } from '../for-each-trip.ts';
import { lockTrip } from '../lock-trip.ts';

/**
 * Ends the waiting entries of a deleted or deactivated passenger, in one transaction for each trip. It is safe to repeat or to
 * interrupt.
 */
export async function endEntriesOfPassenger(
  em: EntityManager,
  passengerId: string,
  origin: EventOrigin,
): Promise<void> {
  const { actor } = systemContext(origin);
  const waiting = await em.fork().find(WaitlistEntry, { passengerId, status: 'WAITING' });
  const tripIds = waiting.map(({ trip }) => trip.id);
  await forEachTrip(em, tripIds, async (tx, tripId) => {
    await lockTrip(tx, tripId);
    const entry = await tx.findOne(WaitlistEntry, { trip: tripId, passengerId, status: 'WAITING' });
    if (!entry) return;
    entry.end(origin.now);
    appendToOutbox(tx, waitlistChangedEvent(tripId, actor, origin));
  });
}
