import { z } from 'zod';
import type { Viewer } from '#contract/viewer.ts';
import { type CloudEvent, type EventOrigin, eventType } from '#platform/messaging/cloud-event.ts';
import { bookingStatuses, type SeatBooking } from '../entities/seat-booking.ts';
import { type Trip, tripStatuses } from '../entities/trip.ts';

const source = 'trips';
const actor = z.object({ id: z.string(), role: z.enum(['driver', 'passenger', 'admin', 'system']) });

const tripData = z.object({
  tripId: z.string(),
  driverId: z.string(),
  fromCity: z.string(),
  toCity: z.string(),
  departureTime: z.string(),
  price: z.string(),
  status: z.enum(tripStatuses),
  actor,
});

/** A step of a trip tells the passengers whose bookings were active before it. */
const tripStepData = tripData.extend({
  passengerIds: z.array(z.string()),
  reason: z.string().optional(),
  changed: z.array(z.enum(['departureTime', 'arrivalTime', 'description', 'price', 'totalSeats', 'stops'])).optional(),
});
export type TripChange = NonNullable<z.infer<typeof tripStepData>['changed']>[number];

const bookingData = z.object({
  bookingId: z.string(),
  tripId: z.string(),
  driverId: z.string(),
  passengerId: z.string(),
  seatNumber: z.number(),
  status: z.enum(bookingStatuses),
  fromCity: z.string(),
  toCity: z.string(),
  departureTime: z.string(),
  actor,
  /** Why the system, or the trip's fate, cancelled it. */
  cause: z.enum(['TRIP_CANCELLED', 'TRIP_STARTED', 'EXPIRED', 'ACCOUNT_DELETED']).optional(),
});
export type BookingEventData = z.infer<typeof bookingData>;

const tripCreated = eventType(source, 'trips.trip-created.v1', tripData);
const tripUpdated = eventType(source, 'trips.trip-updated.v1', tripStepData);
const tripStarted = eventType(source, 'trips.trip-started.v1', tripStepData);
const tripCompleted = eventType(source, 'trips.trip-completed.v1', tripStepData);
const tripReminderDue = eventType(source, 'trips.trip-reminder-due.v1', tripStepData);
const tripCancelled = eventType(source, 'trips.trip-cancelled.v1', tripStepData);
const bookingRequested = eventType(source, 'trips.booking-requested.v1', bookingData);
const bookingConfirmed = eventType(source, 'trips.booking-confirmed.v1', bookingData);
const bookingCancelled = eventType(source, 'trips.booking-cancelled.v1', bookingData);
const bookingCompleted = eventType(source, 'trips.booking-completed.v1', bookingData);

/** What of a booking's event is its trip's to say. */
export type Journey = Pick<BookingEventData, 'driverId' | 'fromCity' | 'toCity' | 'departureTime'>;
const ofTrip = { driverId: true, fromCity: true, toCity: true, departureTime: true } as const satisfies Record<
  keyof Journey,
  true
>;
const bookingAsked = eventType(source, bookingRequested.type, bookingData.omit(ofTrip));

/** What subscribers to bookings hear. */
export const bookingEventTypes: ReadonlySet<string> = new Set([
  bookingRequested.type,
  bookingConfirmed.type,
  bookingCancelled.type,
  bookingCompleted.type,
]);

/** A booking's events are ordered with its trip's: their subject is the trip. */
const forBooking =
  (type: typeof bookingRequested) =>
  (
    trip: Trip,
    booking: SeatBooking,
    who: Viewer,
    origin: EventOrigin,
    cause?: BookingEventData['cause'],
  ): CloudEvent<BookingEventData> =>
    type.create(trip.id, { ...dataOfBooking(trip, booking, who), ...(cause ? { cause } : {}) }, origin);

/** A requested booking's event before its trip is read: the journey is missing. */
export function bookingAskedEvent(
  { tripId, ...booking }: { tripId: string; bookingId: string; passengerId: string; seatNumber: number },
  who: Viewer,
  origin: EventOrigin,
): CloudEvent {
  return bookingAsked.create(tripId, { tripId, ...booking, status: 'PENDING', actor: actorOf(who) }, origin);
}

export const bookingConfirmedEvent = forBooking(bookingConfirmed);
export const bookingCancelledEvent = forBooking(bookingCancelled);
export const bookingCompletedEvent = forBooking(bookingCompleted);

/** What a step of a trip tells beside the trip. */
export interface TripStepFacts {
  passengerIds: string[];
  reason?: string;
  changed?: TripChange[];
}

const forTrip =
  (type: typeof tripUpdated) =>
  (trip: Trip, facts: TripStepFacts, who: Viewer, origin: EventOrigin): CloudEvent =>
    type.create(trip.id, { ...dataOfTrip(trip, who), ...facts }, origin);

export const tripUpdatedEvent = forTrip(tripUpdated);
export const tripStartedEvent = forTrip(tripStarted);
export const tripCompletedEvent = forTrip(tripCompleted);
export const tripCancelledEvent = forTrip(tripCancelled);
export const tripReminderDueEvent = forTrip(tripReminderDue);

export function tripCreatedEvent(trip: Trip, who: Viewer, origin: EventOrigin): CloudEvent {
  return tripCreated.create(trip.id, dataOfTrip(trip, who), origin);
}

function dataOfTrip(trip: Trip, who: Viewer): z.infer<typeof tripData> {
  const { id, driverId, price, status } = trip;
  return { tripId: id, driverId, price, status, ...journey(trip), actor: actorOf(who) };
}

function dataOfBooking(trip: Trip, booking: SeatBooking, who: Viewer): BookingEventData {
  const { id, passengerId, seatNumber, status } = booking;
  return {
    bookingId: id,
    tripId: trip.id,
    driverId: trip.driverId,
    passengerId,
    seatNumber,
    status,
    ...journey(trip),
    actor: actorOf(who),
  };
}

const journey = ({ fromCity, toCity, departureTimeUtc }: Trip) => ({
  fromCity,
  toCity,
  departureTime: departureTimeUtc.toISOString(),
});

/** The schema lets no service make a step of a trip or a booking. */
const actorOf = ({ id, role }: Viewer) => ({ id, role: role === 'service' ? ('system' as const) : role });
