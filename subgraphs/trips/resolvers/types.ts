import { forbidden } from '#platform/errors/refusal.ts';
import type { TripsContext } from '../context.ts';
import { bookingsById, heldSeatsByTrip, stopsByTrip, tripsById } from '../domain/batch-loads.ts';
import { bookingsOfPassenger, bookingsOfTrip } from '../domain/bookings/list-bookings.ts';
import { maySeeBooking } from '../domain/permissions.ts';
import { tripsOfDriver } from '../domain/trips/search-trips.ts';
import type { BookingFacts } from '../entities/seat-booking.ts';
import type { Trip } from '../entities/trip.ts';
import type {
  BookSeatsPayloadResolvers,
  DriverResolvers,
  PassengerResolvers,
  SeatBookingResolvers,
  TripResolvers,
  TripStopResolvers,
} from '../generated/types.ts';

export const tripType: TripResolvers = {
  __resolveReference: ({ id }, context) => context.load(tripsById, id),
  departureTime: (trip) => trip.departureTimeUtc,
  arrivalTime: (trip) => trip.arrivalTimeUtc ?? null,
  seats: async (trip, _arguments, context) => {
    const held = await context.load(heldSeatsByTrip, trip.id);
    return Array.from({ length: trip.totalSeats }, (_, at) => {
      const number = at + 1;
      const booking = held?.get(number);
      if (!booking) return { number, status: 'AVAILABLE' };
      return { number, status: booking === 'PENDING' ? 'PENDING' : 'CONFIRMED' };
    });
  },
  stops: async (trip, _arguments, context) => (await context.load(stopsByTrip, trip.id)) ?? [],
  driver: (trip) => ({ id: trip.driverId }),
  vehicle: (trip) => ({ id: trip.vehicleId }),
  bookings: (trip, page, { em, viewer }) => bookingsOfTrip(em, trip, viewer, page),
};

export const stopType: TripStopResolvers = {
  stopTime: (stop) => stop.stopTimeUtc ?? null,
};

export const bookingType: SeatBookingResolvers = {
  __resolveReference: async ({ id }, context) => {
    const booking = await context.load(bookingsById, id);
    if (!booking) return null;
    await context.load(tripsById, booking.trip.id);
    if (!maySeeBooking(context.viewer, booking)) throw forbidden();
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

async function tripOf(booking: BookingFacts | undefined, context: TripsContext): Promise<Trip> {
  const trip = booking && (await context.load(tripsById, booking.trip.id));
  if (!trip) throw new Error('a booking without a trip');
  return trip;
}

const driverType: DriverResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  trips: (driver, { status, ...page }, { em }) => tripsOfDriver(em, driver.id, status, page),
};

const passengerType: PassengerResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  bookings: (passenger, page, { em, viewer }) => bookingsOfPassenger(em, passenger.id, viewer, page),
};

/** What trips adds to the accounts of users. */
export const accountTypes = { Driver: driverType, Passenger: passengerType };
