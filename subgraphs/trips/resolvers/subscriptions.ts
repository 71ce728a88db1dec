import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import type { TripsContext } from '../context.ts';
import { bookingsById, tripsById } from '../domain/batch-loads.ts';
import { followBookings } from '../domain/bookings/follow-bookings.ts';
import { followTrip, type TripChange } from '../domain/trips/follow-trip.ts';
import type { BookingEventData } from '../events/published.ts';
import type { SubscriptionResolvers } from '../generated/types.ts';

export const subscriptions: SubscriptionResolvers = {
  tripUpdated: {
    subscribe: (_root, { tripId }, { em, services }) => followTrip(em, services.feed, tripId),
    resolve: (change: TripChange, { tripId }: { tripId: string }, context: TripsContext) =>
      'trip' in change ? change.trip : required(context.load(tripsById, tripId)),
  },

  bookingUpdated: {
    subscribe: (_root, { tripId }, { viewer, services }) => followBookings(services.feed, viewer, tripId),
    resolve: ({ data }: CloudEvent<BookingEventData>, _arguments: unknown, context: TripsContext) =>
      required(context.load(bookingsById, data.bookingId)),
  },
};

async function required<Row>(loading: Promise<Row | null>): Promise<Row> {
  const row = await loading;
  if (!row) throw new Error('the row that changed is missing');
  return row;
}
