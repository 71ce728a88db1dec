import type { EntityManager } from '@mikro-orm/postgresql';
import { inTransaction } from '#platform/database/in-transaction.ts';
import { forbidden, notFound } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import type { Trip } from '../../entities/trip.ts';
import { type LockedTrip, lockTrip, withActiveBookings } from '../lock-trip.ts';
import { mayManageTrip } from '../permissions.ts';

/**
 * Changes a trip in a transaction, under the trip's lock.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, and what the change throws.
 */
export function changeTrip(
  em: EntityManager,
  tripId: string,
  { actor }: ActionContext,
  change: (tx: EntityManager, locked: LockedTrip) => Promise<void> | void,
): Promise<Trip> {
  requireId(tripId, 'tripId', 't');
  return inTransaction(em, async (tx) => {
    const trip = await lockTrip(tx, tripId);
    if (!trip) throw notFound('tripId');
    if (!mayManageTrip(actor, trip)) throw forbidden();
    await change(tx, await withActiveBookings(tx, trip));
    return trip;
  });
}
