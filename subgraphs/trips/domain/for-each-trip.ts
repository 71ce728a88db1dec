import type { EntityManager } from '@mikro-orm/postgresql';
import { inTransaction } from '#platform/database/in-transaction.ts';
import { type LockedTrip, lockTrip, withActiveBookings } from './lock-trip.ts';

/**
 * Does the work for each trip in a transaction of its own. A trip that fails does not stop the others; the first error is thrown
 * at the end.
 */
export async function forEachTrip(
  em: EntityManager,
  tripIds: readonly string[],
  work: (tx: EntityManager, tripId: string) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const tripId of tripIds) {
    await inTransaction(em.fork(), (tx) => work(tx, tripId)).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

/**
 * Does the work for each scheduled trip that `nextBatch` finds, under the trip's lock, until it finds none. The work has to
 * change a trip so that `nextBatch` no longer finds it.
 *
 * @returns The number of trips for which the work was done.
 */
export async function forEachScheduledTrip(
  em: EntityManager,
  nextBatch: () => Promise<string[]>,
  work: (tx: EntityManager, locked: LockedTrip) => Promise<void>,
): Promise<number> {
  let done = 0;
  for (let tripIds = await nextBatch(); tripIds.length > 0; tripIds = await nextBatch()) {
    await forEachTrip(em, tripIds, async (tx, tripId) => {
      const trip = await lockTrip(tx, tripId);
      if (trip?.status !== 'SCHEDULED') return;
      await work(tx, await withActiveBookings(tx, trip));
      done++;
    });
  }
  return done;
}
