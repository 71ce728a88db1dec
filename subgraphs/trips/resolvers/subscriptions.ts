import { notFound } from '#platform/errors/refusal.ts';
import { requireId } from '#platform/ids.ts';
import { mapIterator } from '#platform/run/map-iterator.ts';
import type { TripsContext } from '../context.ts';
import { maySeeBookingEvent } from '../domain/permissions.ts';
import { SeatBooking } from '../entities/seat-booking.ts';
import { Trip } from '../entities/trip.ts';
import { type BookingEventData, bookingEventTypes } from '../events/published.ts';
import type { SubscriptionResolvers } from '../generated/types.ts';

export const subscriptions: SubscriptionResolvers = {
  tripUpdated: {
    subscribe: async (_root, { tripId }, context) => {
      requireId(tripId, 'tripId', 't');
      // Listening begins before the present is read, so that no change falls between the two.
      const tail = context.services.feed.subscribe((event) => event.subject === tripId, { newestOnly: true });
      const present = await presentTrip(context, tripId).catch(async (error) => {
        await tail.return();
        throw error;
      });
      if (present) return mapIterator(tail, () => ({ tripId }), [{ tripId }]);
      await tail.return();
      throw notFound('tripId');
    },
    resolve: async ({ tripId }: { tripId: string }, _arguments: unknown, context: TripsContext) => {
      const trip = await presentTrip(context, tripId);
      if (!trip) throw notFound('tripId');
      return trip;
    },
  },

  bookingUpdated: {
    subscribe: (_root, { tripId }, { viewer, services }) => {
      if (tripId != null) requireId(tripId, 'tripId', 't');
      const tail = services.feed.subscribe(({ type, subject, data }) => {
        if (!bookingEventTypes.has(type) || (tripId != null && subject !== tripId)) return false;
        return maySeeBookingEvent(viewer, data as BookingEventData);
      });
      return mapIterator(tail, ({ data }) => ({ bookingId: (data as BookingEventData).bookingId }));
    },
    resolve: ({ bookingId }: { bookingId: string }, _arguments: unknown, { em }: TripsContext) =>
      em.findOneOrFail(SeatBooking, { id: bookingId }, { populate: ['trip'] }),
  },
};

const presentTrip = ({ em }: TripsContext, id: string) => em.findOne(Trip, { id });
