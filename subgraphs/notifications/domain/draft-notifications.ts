import type { AccountType } from '#contract/account-type.ts';
import type { NotificationData, NotificationType } from '../entities/notification.ts';
import type { BookingFacts, TripFacts, WaitlistBookedFacts } from '../events/event-schemas.ts';
import type { TextKey, TextParameters } from '../texts/render.ts';

/** A notification that an event causes, before its text is rendered in the recipient's language. */
export interface NotificationDraft {
  recipientId: string;
  recipientType: AccountType;
  type: NotificationType;
  text: TextKey;
  parameters: TextParameters;
  data: NotificationData;
}

/** Notifies the trip's driver, who has to confirm the booking unless it was confirmed at once. */
export function draftBookingRequested(booking: BookingFacts): NotificationDraft[] {
  const text = booking.approval === 'INSTANT' ? 'BOOKING_CONFIRMED_AT_ONCE' : 'BOOKING_REQUESTED';
  return [toDriver(booking, 'BOOKING_REQUESTED', text, bookingParameters(booking), bookingData(booking))];
}

/** Notifies the passenger. */
export function draftBookingConfirmed(booking: BookingFacts): NotificationDraft[] {
  const { passengerId } = booking;
  const parameters = bookingParameters(booking);
  return [toPassenger(passengerId, 'BOOKING_CONFIRMED', 'BOOKING_CONFIRMED', parameters, bookingData(booking))];
}

/**
 * Notifies the passenger and the trip's driver, except the one who cancelled. A cancelled trip notifies nobody here: its own
 * event does. An expired booking and a started trip notify the passenger only, a deleted account the driver only.
 */
export function draftBookingCancelled(booking: BookingFacts): NotificationDraft[] {
  const { actor, cause, passengerId, driverId } = booking;
  if (cause === 'TRIP_CANCELLED') return [];
  const data = bookingData(booking);
  const why = cause ?? (actor.id === passengerId ? 'PASSENGER' : 'OTHER');
  const parameters = { ...bookingParameters(booking), why };
  const drafts: NotificationDraft[] = [];
  if (actor.id !== passengerId && cause !== 'ACCOUNT_DELETED') {
    drafts.push(toPassenger(passengerId, 'BOOKING_CANCELLED', 'BOOKING_CANCELLED_FOR_PASSENGER', parameters, data));
  }
  if (actor.id !== driverId && cause !== 'EXPIRED' && cause !== 'TRIP_STARTED') {
    drafts.push(toDriver(booking, 'BOOKING_CANCELLED', 'BOOKING_CANCELLED_FOR_DRIVER', parameters, data));
  }
  return drafts;
}

/** Notifies the passenger whose entry on a waiting list has become bookings. */
export function draftWaitlistBooked(booked: WaitlistBookedFacts): NotificationDraft[] {
  const { passengerId, tripId, bookingIds, status } = booked;
  const [bookingId = ''] = bookingIds;
  const parameters = { ...tripParameters(booked), seats: bookingIds.length, isConfirmed: status === 'CONFIRMED' };
  return [toPassenger(passengerId, 'WAITLIST_BOOKED', 'WAITLIST_BOOKED', parameters, { tripId, bookingId })];
}

/** Notifies every passenger with an active booking when the trip's times or price changed. */
export function draftTripUpdated(trip: TripFacts): NotificationDraft[] {
  const changed = new Set(trip.changed);
  const parameters = {
    departureChanged: changed.has('departureTime'),
    arrivalChanged: changed.has('arrivalTime'),
    priceChanged: changed.has('price'),
  };
  if (!Object.values(parameters).includes(true)) return [];
  return toPassengers(trip, 'TRIP_UPDATED', { ...parameters, price: Number(trip.price) });
}

/** Notifies every passenger whose booking was active before the transition. */
export function draftTripTransition(
  type: 'TRIP_STARTED' | 'TRIP_COMPLETED' | 'TRIP_CANCELLED',
  trip: TripFacts,
): NotificationDraft[] {
  return toPassengers(trip, type, { hasReason: trip.reason !== undefined, reason: trip.reason ?? '' });
}

/** Notifies the driver and the confirmed passengers of a trip that departs soon. */
export function draftTripReminder(trip: TripFacts, now: Date): NotificationDraft[] {
  const minutes = Math.max(0, Math.round((Date.parse(trip.departureTime) - now.getTime()) / 60_000));
  const parameters = { ...tripParameters(trip), minutes, passengers: trip.passengerIds.length };
  const data = { tripId: trip.tripId };
  return [
    toDriver(trip, 'TRIP_REMINDER', 'TRIP_REMINDER_FOR_DRIVER', parameters, data),
    ...trip.passengerIds.map((id) => toPassenger(id, 'TRIP_REMINDER', 'TRIP_REMINDER_FOR_PASSENGER', parameters, data)),
  ];
}

type Journey = Pick<TripFacts, 'driverId' | 'fromCity' | 'toCity' | 'departureTime'>;

const tripParameters = ({ fromCity, toCity, departureTime }: Journey): TextParameters => ({
  from: fromCity,
  to: toCity,
  departure: new Date(departureTime),
});
const bookingParameters = (booking: BookingFacts): TextParameters => ({
  ...tripParameters(booking),
  seat: booking.seatNumber,
});
const bookingData = ({ tripId, bookingId }: BookingFacts): NotificationData => ({ tripId, bookingId });

function toPassengers(
  trip: TripFacts,
  type: 'TRIP_UPDATED' | 'TRIP_STARTED' | 'TRIP_COMPLETED' | 'TRIP_CANCELLED',
  parameters: TextParameters,
): NotificationDraft[] {
  const all = { ...tripParameters(trip), ...parameters };
  return trip.passengerIds.map((id) => toPassenger(id, type, type, all, { tripId: trip.tripId }));
}

function toPassenger(
  recipientId: string,
  type: NotificationType,
  text: TextKey,
  parameters: TextParameters,
  data: NotificationData,
): NotificationDraft {
  return { recipientId, recipientType: 'PASSENGER', type, text, parameters, data };
}

function toDriver(
  { driverId }: Journey,
  type: NotificationType,
  text: TextKey,
  parameters: TextParameters,
  data: NotificationData,
): NotificationDraft {
  return { recipientId: driverId, recipientType: 'DRIVER', type, text, parameters, data };
}
