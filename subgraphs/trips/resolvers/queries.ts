import { requireId } from '#platform/ids.ts';
import { listBookings } from '../domain/bookings/list-bookings.ts';
import { maySeeBooking } from '../domain/permissions.ts';
import { searchTrips } from '../domain/trips/search-trips.ts';
import { SeatBooking } from '../entities/seat-booking.ts';
import { Trip } from '../entities/trip.ts';
import type { QueryResolvers } from '../generated/types.ts';

export const queries: QueryResolvers = {
  trip: (_root, { id }, { em }) => em.findOne(Trip, { id: requireId(id, 'id', 't') }),

  trips: (_root, { filter, orderBy, ...page }, { em, now }) =>
    searchTrips(em, filter ?? {}, orderBy ?? 'DEPARTURE_ASC', page, now),

  booking: async (_root, { id }, { em, viewer }) => {
    const booking = await em.findOne(SeatBooking, { id: requireId(id, 'id', 'b') }, { populate: ['trip'] });
    return booking && maySeeBooking(viewer, booking) ? booking : null;
  },

  bookings: (_root, page, { em }) => listBookings(em, page),
};
