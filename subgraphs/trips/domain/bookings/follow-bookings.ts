import type { Viewer } from '#contract/viewer.ts';
import { requireId } from '#platform/ids.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import type { LiveFeed, Tail } from '#platform/messaging/live/live-feed.ts';
import { type BookingEventData, bookingEventTypes } from '../../events/published.ts';
import { mayReadBooking } from '../permissions.ts';

/**
 * Returns an event for each booking that is created or changes status and that the viewer may read. `tripId` selects one trip. All
 * followers get the same event. When events are missing, it rejects with Refusal EVENTS_LOST.
 *
 * @throws Refusal BAD_USER_INPUT
 */
export function followBookings(
  feed: LiveFeed,
  viewer: Viewer | null,
  tripId: string | null | undefined,
): Tail<CloudEvent<BookingEventData>> {
  if (tripId != null) requireId(tripId, 'tripId', 't');
  const wanted = ({ type, subject, data }: CloudEvent) => {
    if (!bookingEventTypes.has(type) || (tripId != null && subject !== tripId)) return false;
    const { passengerId, driverId } = data as BookingEventData;
    return mayReadBooking(viewer, { passengerId, trip: { driverId } });
  };
  return feed.events(wanted) as Tail<CloudEvent<BookingEventData>>;
}
