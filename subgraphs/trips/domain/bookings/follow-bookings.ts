import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '#contract/viewer.ts';
import { requireId } from '#platform/ids.ts';
import type { LiveFeed } from '#platform/messaging/live/live-feed.ts';
import { mapIterator } from '#platform/run/map-iterator.ts';
import { SeatBooking } from '../../entities/seat-booking.ts';
import { type BookingEventData, bookingEventTypes } from '../../events/published.ts';
import { mayReadBooking } from '../permissions.ts';

/** Refers to the booking that has to be read. */
export interface BookingChange {
  bookingId: string;
}

/**
 * Returns a change for each booking that is created or changes status and that the viewer may read. `tripId` selects one trip.
 *
 * @throws Refusal BAD_USER_INPUT
 */
export function followBookings(
  feed: LiveFeed,
  viewer: Viewer | null,
  tripId: string | null | undefined,
): AsyncIterableIterator<BookingChange, undefined> {
  if (tripId != null) requireId(tripId, 'tripId', 't');
  const tail = feed.subscribe(({ type, subject, data }) => {
    if (!bookingEventTypes.has(type) || (tripId != null && subject !== tripId)) return false;
    const { passengerId, driverId } = data as BookingEventData;
    return mayReadBooking(viewer, { passengerId, trip: { driverId } });
  });
  return mapIterator(tail, ({ data }) => ({ bookingId: (data as BookingEventData).bookingId }));
}

/** Reads the changed booking with its trip. */
export function readChangedBooking(em: EntityManager, { bookingId }: BookingChange): Promise<SeatBooking> {
  return em.findOneOrFail(SeatBooking, { id: bookingId }, { populate: ['trip'] });
}
