import type { EntityManager } from '@mikro-orm/postgresql';
import { requireId } from '#platform/ids.ts';
import type { Change, LiveFeed } from '#platform/messaging/live/live-feed.ts';
import { mapIterator } from '#platform/run/map-iterator.ts';
import type { Trip } from '../../entities/trip.ts';
import { requireTrip } from './read-trip.ts';

/** The trip as it is at first, and then changes after each of which it has to be read again. */
export type TripChange = { trip: Trip } | Change;

/**
 * Returns the trip, and a change after each change to it or its bookings. Changes that a slow reader has not taken are merged into one.
 * All followers of a trip get the same change.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND
 */
export async function followTrip(
  em: EntityManager,
  feed: LiveFeed,
  tripId: string,
): Promise<AsyncIterableIterator<TripChange, undefined>> {
  requireId(tripId, 'tripId', 't');
  // Subscribes before it reads, so that no change falls between the two.
  const tail = feed.changesOf(tripId);
  try {
    return mapIterator<Change, TripChange>(tail, (change) => change, [{ trip: await requireTrip(em, tripId) }]);
  } catch (error) {
    await tail.return();
    throw error;
  }
}
