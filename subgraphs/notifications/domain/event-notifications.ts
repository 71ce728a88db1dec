import type { AccountType, NotificationData, NotificationType } from '../entities/notification.ts';
import type { BookingFacts, TripFacts } from '../events/event-schemas.ts';
import type { TextKey, TextParameters } from '../texts/render.ts';

/** What one account is told of a step, before it is put into words. */
export interface Told {
  recipientId: string;
  recipientType: AccountType;
  type: NotificationType;
  text: TextKey;
  parameters: TextParameters;
  data: NotificationData;
}

/** A booking was asked for: its trip's driver is told. */
export function toldOfRequest(booking: BookingFacts): Told[] {
  return [toDriver(booking, 'BOOKING_REQUESTED', 'BOOKING_REQUESTED', ofBooking(booking), aboutBooking(booking))];
}

/** A booking was confirmed: its passenger is told. */
export function toldOfConfirmation(booking: BookingFacts): Told[] {
  const { passengerId } = booking;
  const parameters = ofBooking(booking);
  return [toPassenger(passengerId, 'BOOKING_CONFIRMED', 'BOOKING_CONFIRMED', parameters, aboutBooking(booking))];
}

/**
 * A booking was cancelled: its passenger and its trip's driver are told, but not the one who did it. With its trip, nobody is,
 * because the trip's own event tells them; by the trip's start or by time, the passenger alone; with its passenger's account,
 * the driver alone.
 */
export function toldOfCancellation(booking: BookingFacts): Told[] {
  const { actor, cause, passengerId, driverId } = booking;
  if (cause === 'TRIP_CANCELLED') return [];
  const data = aboutBooking(booking);
  const parameters = { ...ofBooking(booking), why: cause ?? (actor.id === passengerId ? 'PASSENGER' : 'OTHER') };
  const told: Told[] = [];
  if (actor.id !== passengerId && cause !== 'ACCOUNT_DELETED') {
    told.push(toPassenger(passengerId, 'BOOKING_CANCELLED', 'BOOKING_CANCELLED_FOR_PASSENGER', parameters, data));
  }
  if (actor.id !== driverId && cause !== 'EXPIRED' && cause !== 'TRIP_STARTED') {
    told.push(toDriver(booking, 'BOOKING_CANCELLED', 'BOOKING_CANCELLED_FOR_DRIVER', parameters, data));
  }
  return told;
}

/** A trip was changed: where it is its time or its price, every passenger whose booking is active is told. */
export function toldOfUpdate(trip: TripFacts): Told[] {
  const changed = new Set(trip.changed);
  const parameters = {
    departureChanged: changed.has('departureTime'),
    arrivalChanged: changed.has('arrivalTime'),
    priceChanged: changed.has('price'),
  };
  if (!Object.values(parameters).includes(true)) return [];
  return toPassengers(trip, 'TRIP_UPDATED', { ...parameters, price: Number(trip.price) });
}

/** A trip started, completed or was cancelled: every passenger whose booking was active before the step is told. */
export function toldOfStep(type: 'TRIP_STARTED' | 'TRIP_COMPLETED' | 'TRIP_CANCELLED', trip: TripFacts): Told[] {
  return toPassengers(trip, type, { hasReason: trip.reason !== undefined, reason: trip.reason ?? '' });
}

/** A trip departs soon: its driver and its confirmed passengers are told. */
export function toldOfReminder(trip: TripFacts, now: Date): Told[] {
  const minutes = Math.max(0, Math.round((Date.parse(trip.departureTime) - now.getTime()) / 60_000));
  const parameters = { ...ofTrip(trip), minutes, passengers: trip.passengerIds.length };
  const data = { tripId: trip.tripId };
  return [
    toDriver(trip, 'TRIP_REMINDER', 'TRIP_REMINDER_FOR_DRIVER', parameters, data),
    ...trip.passengerIds.map((id) => toPassenger(id, 'TRIP_REMINDER', 'TRIP_REMINDER_FOR_PASSENGER', parameters, data)),
  ];
}

type Journey = Pick<TripFacts, 'driverId' | 'fromCity' | 'toCity' | 'departureTime'>;

const ofTrip = ({ fromCity, toCity, departureTime }: Journey): TextParameters => ({
  from: fromCity,
  to: toCity,
  departure: new Date(departureTime),
});
const ofBooking = (booking: BookingFacts): TextParameters => ({ ...ofTrip(booking), seat: booking.seatNumber });
const aboutBooking = ({ tripId, bookingId }: BookingFacts): NotificationData => ({ tripId, bookingId });

function toPassengers(
  trip: TripFacts,
  type: 'TRIP_UPDATED' | 'TRIP_STARTED' | 'TRIP_COMPLETED' | 'TRIP_CANCELLED',
  parameters: TextParameters,
): Told[] {
  const all = { ...ofTrip(trip), ...parameters };
  return trip.passengerIds.map((id) => toPassenger(id, type, type, all, { tripId: trip.tripId }));
}

function toPassenger(
  recipientId: string,
  type: NotificationType,
  text: TextKey,
  parameters: TextParameters,
  data: NotificationData,
): Told {
  return { recipientId, recipientType: 'PASSENGER', type, text, parameters, data };
}

function toDriver(
  { driverId }: Journey,
  type: NotificationType,
  text: TextKey,
  parameters: TextParameters,
  data: NotificationData,
): Told {
  return { recipientId: driverId, recipientType: 'DRIVER', type, text, parameters, data };
}
