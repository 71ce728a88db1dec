import { listBookings } from '../domain/bookings/list-bookings.ts';
import { readBooking } from '../domain/bookings/read-booking.ts';
import { readTrip } from '../domain/trips/read-trip.ts';
import { searchTrips } from '../domain/trips/search-trips.ts';
import { listOwnWaitlist } from '../domain/waitlist/list-own-waitlist.ts';
import type { QueryResolvers } from '../generated/types.ts';

export const queries: QueryResolvers = {
  trip: (_root, { id }, { em }) => readTrip(em, id),

  trips: (_root, { filter, orderBy, ...page }, { em, now }) => searchTrips(em, filter, orderBy, page, now),

  booking: (_root, { id }, { em, viewer }) => readBooking(em, viewer, id),

  bookings: (_root, page, { em }) => listBookings(em, page),

  myWaitlist: (_root, _arguments, context) =>
    listOwnWaitlist(context.em, context.actionContext().actor.id, context.now),
};
