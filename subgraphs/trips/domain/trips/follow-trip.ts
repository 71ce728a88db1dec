import type { EntityManager } from '@mikro-orm/postgresql';
import { requireId } from '#platform/ids.ts';
import type { LiveFeed } from '#platform/messaging/live/live-feed.ts';
import { mapIterator } from '#platform/run/map-iterator.ts';
import { requireTrip } from './read-trip.ts';

/** Refers to the trip that has to be read. */
export interface TripChange {
  tripId: string;
}

/**
 * Returns a change for the trip's current state, and one after each change to the trip or its bookings. Changes that a slow
 * reader has not taken are merged into one.
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
  const tail = feed.subscribe((event) => event.subject === tripId, { newestOnly: true });
  try {
    await requireTrip(em, tripId);
  } catch (error) {
    await tail.return();
    throw error;
  }
  return mapIterator(tail, () => ({ tripId }), [{ tripId }]);
}
