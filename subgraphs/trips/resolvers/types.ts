import type { TripsContext } from '../context.ts';
import { bookingsById, stopsByTrip, takenSeatsByTrip, tripsById } from '../domain/batch-loads.ts';
import { listBookingsOfPassenger, listBookingsOfTrip } from '../domain/bookings/list-bookings.ts';
import { requireReadableBooking } from '../domain/permissions.ts';
import { listTripsOfDriver } from '../domain/trips/list-trips-of-driver.ts';
import { seatMap } from '../domain/trips/seat-map.ts';
import { positionsByEntry, waitlistLengthsByTrip } from '../domain/waitlist/waitlist-loads.ts';
import type { BookingFacts } from '../entities/seat-booking.ts';
import type { TripFacts } from '../entities/trip.ts';
import type {
  BookSeatsPayloadResolvers,
  DriverResolvers,
  PassengerResolvers,
  SeatBookingResolvers,
  TripResolvers,
  TripStopResolvers,
  WaitlistEntryResolvers,
  WaitlistPayloadResolvers,
} from '../generated/types.ts';

export const tripType: TripResolvers = {
  __resolveReference: ({ id }, context) => context.load(tripsById, id),
  departureTime: (trip) => trip.departureTimeUtc,
  arrivalTime: (trip) => trip.arrivalTimeUtc ?? null,
  seats: async (trip, _arguments, context) =>
    seatMap(trip.totalSeats, (await context.load(takenSeatsByTrip, trip.id)) ?? new Map()),
  waitlistLength: async (trip, _arguments, context) => (await context.load(waitlistLengthsByTrip, trip.id)) ?? 0,
  stops: async (trip, _arguments, context) => (await context.load(stopsByTrip, trip.id)) ?? [],
  driver: (trip) => ({ id: trip.driverId }),
  vehicle: (trip) => ({ id: trip.vehicleId }),
  bookings: (trip, page, { em, viewer }) => listBookingsOfTrip(em, trip, viewer, page),
};

export const stopType: TripStopResolvers = {
  stopTime: (stop) => stop.stopTimeUtc ?? null,
};

export const bookingType: SeatBookingResolvers = {
  __resolveReference: async ({ id }, context) => {
    const booking = await context.load(bookingsById, id);
    if (!booking) return null;
    const { driverId } = await tripOf(booking, context);
    requireReadableBooking(context.viewer, { passengerId: booking.passengerId, trip: { driverId } });
    return booking;
  },
  trip: (booking, _arguments, context) => tripOf(booking, context),
  passenger: (booking) => ({ id: booking.passengerId }),
  bookedAt: (booking) => booking.bookedAtUtc,
  confirmedAt: (booking) => booking.confirmedAtUtc ?? null,
  cancelledAt: (booking) => booking.cancelledAtUtc ?? null,
};

export const bookSeatsPayloadType: BookSeatsPayloadResolvers = {
  trip: ({ bookings }, _arguments, context) => tripOf(bookings[0], context),
};

export const waitlistEntryType: WaitlistEntryResolvers = {
  trip: (entry, _arguments, context) => tripOf(entry, context),
  position: async (entry, _arguments, context) => (await context.load(positionsByEntry, entry.id)) ?? null,
  bookings: async ({ bookingIds }, _arguments, context) => {
    const bookings = await Promise.all(bookingIds.map((id) => context.load(bookingsById, id)));
    return bookings.filter((booking) => booking !== null);
  },
  closedAt: (entry) => entry.closedAtUtc ?? null,
};

export const waitlistPayloadType: WaitlistPayloadResolvers = {
  trip: ({ entry }, _arguments, context) => tripOf(entry, context),
};

async function tripOf(
  booking: Pick<BookingFacts, 'trip' | 'bookedTrip'> | undefined,
  context: TripsContext,
): Promise<TripFacts> {
  const trip = booking && (booking.bookedTrip ?? (await context.load(tripsById, booking.trip.id)));
  if (!trip) throw new Error('the trip of a booking is missing');
  return trip;
}

const driverType: DriverResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  trips: (driver, page, { em }) => listTripsOfDriver(em, driver.id, page),
};

const passengerType: PassengerResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  bookings: (passenger, page, { em, viewer }) => listBookingsOfPassenger(em, passenger.id, viewer, page),
};

/** The account types of users, to which trips adds fields. */
export const accountTypes = { Driver: driverType, Passenger: passengerType };
