import type { TripsContext } from '../context.ts';
import { type BookingChange, followBookings, readChangedBooking } from '../domain/bookings/follow-bookings.ts';
import { followTrip, type TripChange } from '../domain/trips/follow-trip.ts';
import { requireTrip } from '../domain/trips/read-trip.ts';
import type { SubscriptionResolvers } from '../generated/types.ts';

export const subscriptions: SubscriptionResolvers = {
  tripUpdated: {
    subscribe: (_root, { tripId }, { em, services }) => followTrip(em, services.feed, tripId),
    resolve: ({ tripId }: TripChange, _arguments: unknown, { em }: TripsContext) => requireTrip(em, tripId),
  },

  bookingUpdated: {
    subscribe: (_root, { tripId }, { viewer, services }) => followBookings(services.feed, viewer, tripId),
    resolve: (change: BookingChange, _arguments: unknown, { em }: TripsContext) => readChangedBooking(em, change),
  },
};
