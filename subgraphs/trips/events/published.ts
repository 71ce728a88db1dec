import { z } from 'zod';
import type { Viewer } from '#contract/viewer.ts';
import { type CloudEvent, type EventOrigin, eventType } from '#platform/messaging/cloud-event.ts';
import { bookingStatuses, type SeatBooking } from '../entities/seat-booking.ts';
import { type Trip, tripStatuses } from '../entities/trip.ts';
import type { WaitlistEntry } from '../entities/waitlist-entry.ts';

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

const tripTransitionData = tripData.extend({
  /** The passengers with an active booking before the transition. */
  passengerIds: z.array(z.string()),
  reason: z.string().optional(),
  changed: z
    .array(
      z.enum([
        'departureTime',
        'arrivalTime',
        'description',
        'price',
        'totalSeats',
        'bookingApproval',
        'stops',
        'blockedSeats',
      ]),
    )
    .optional(),
});
export type TripChange = NonNullable<z.infer<typeof tripTransitionData>['changed']>[number];

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
  /** On the events of a booking that was confirmed at once. */
  approval: z.literal('INSTANT').optional(),
  /** The cause of a cancellation that nobody requested for the booking itself. */
  cause: z.enum(['TRIP_CANCELLED', 'TRIP_STARTED', 'EXPIRED', 'ACCOUNT_DELETED']).optional(),
});
export type BookingEventData = z.infer<typeof bookingData>;

const waitlistBookedData = z.object({
  entryId: z.string(),
  tripId: z.string(),
  driverId: z.string(),
  passengerId: z.string(),
  /** The new bookings, one for each seat, all in this status. */
  bookingIds: z.array(z.string()),
  seatNumbers: z.array(z.number()),
  status: z.enum(bookingStatuses),
  fromCity: z.string(),
  toCity: z.string(),
  departureTime: z.string(),
  actor,
});

const waitlistChangedData = z.object({ tripId: z.string(), actor });

const tripCreated = eventType(source, 'trips.trip-created.v1', tripData);
const tripUpdated = eventType(source, 'trips.trip-updated.v1', tripTransitionData);
const tripStarted = eventType(source, 'trips.trip-started.v1', tripTransitionData);
const tripCompleted = eventType(source, 'trips.trip-completed.v1', tripTransitionData);
const tripReminderDue = eventType(source, 'trips.trip-reminder-due.v1', tripTransitionData);
const tripCancelled = eventType(source, 'trips.trip-cancelled.v1', tripTransitionData);
const bookingRequested = eventType(source, 'trips.booking-requested.v1', bookingData);
const bookingConfirmed = eventType(source, 'trips.booking-confirmed.v1', bookingData);
const bookingCancelled = eventType(source, 'trips.booking-cancelled.v1', bookingData);
const bookingCompleted = eventType(source, 'trips.booking-completed.v1', bookingData);

const waitlistBooked = eventType(source, 'trips.waitlist-booked.v1', waitlistBookedData);
const waitlistChanged = eventType(source, 'trips.waitlist-changed.v1', waitlistChangedData);

/** As `bookingRequested`, without the data that the booking statement adds from the locked trip. */
const unwrittenBookingRequested = eventType(
  source,
  bookingRequested.type,
  bookingData.omit({ driverId: true, fromCity: true, toCity: true, departureTime: true }),
);

/** The type of the event that the booking statement derives for a booking that is confirmed at once. */
export const bookingConfirmedType = bookingConfirmed.type;

/** The events of which subscribers to bookings are notified. */
export const bookingEventTypes: ReadonlySet<string> = new Set([
  bookingRequested.type,
  bookingConfirmed.type,
  bookingCancelled.type,
  bookingCompleted.type,
]);

/** The subject is the trip, so that a booking's events are ordered with its trip's. */
const bookingEvent =
  (type: typeof bookingRequested) =>
  (
    trip: Trip,
    booking: SeatBooking,
    viewer: Viewer,
    origin: EventOrigin,
    facts: Pick<BookingEventData, 'cause' | 'approval'> = {},
  ): CloudEvent<BookingEventData> =>
    type.create(trip.id, { ...bookingDataOf(trip, booking, viewer), ...facts }, origin);

/** The event of a new booking, without the data of its trip, which the booking statement adds. */
export function unwrittenBookingRequestedEvent(
  { tripId, ...booking }: { tripId: string; bookingId: string; passengerId: string; seatNumber: number },
  viewer: Viewer,
  origin: EventOrigin,
): CloudEvent {
  const data = { tripId, ...booking, status: 'PENDING' as const, actor: actorOf(viewer) };
  return unwrittenBookingRequested.create(tripId, data, origin);
}

export const bookingRequestedEvent = bookingEvent(bookingRequested);
export const bookingConfirmedEvent = bookingEvent(bookingConfirmed);
export const bookingCancelledEvent = bookingEvent(bookingCancelled);
export const bookingCompletedEvent = bookingEvent(bookingCompleted);

/** The event of an entry of a trip's waiting list that became bookings. */
export function waitlistBookedEvent(
  trip: Trip,
  { id, passengerId }: WaitlistEntry,
  bookings: readonly SeatBooking[],
  viewer: Viewer,
  origin: EventOrigin,
): CloudEvent {
  const data = {
    entryId: id,
    tripId: trip.id,
    driverId: trip.driverId,
    passengerId,
    bookingIds: bookings.map((booking) => booking.id),
    seatNumbers: bookings.map(({ seatNumber }) => seatNumber),
    status: bookings[0]?.status ?? 'PENDING',
    ...journeyOf(trip),
    actor: actorOf(viewer),
  };
  return waitlistBooked.create(trip.id, data, origin);
}

/** The event of a trip whose waiting list has another length, by a step that publishes no other event of the trip. */
export function waitlistChangedEvent(tripId: string, viewer: Viewer, origin: EventOrigin): CloudEvent {
  return waitlistChanged.create(tripId, { tripId, actor: actorOf(viewer) }, origin);
}

/** The data of a trip's event beside the trip itself. */
export interface TripTransitionFacts {
  passengerIds: string[];
  reason?: string;
  changed?: TripChange[];
}

const tripEvent =
  (type: typeof tripUpdated) =>
  (trip: Trip, facts: TripTransitionFacts, viewer: Viewer, origin: EventOrigin): CloudEvent =>
    type.create(trip.id, { ...tripDataOf(trip, viewer), ...facts }, origin);

export const tripUpdatedEvent = tripEvent(tripUpdated);
export const tripStartedEvent = tripEvent(tripStarted);
export const tripCompletedEvent = tripEvent(tripCompleted);
export const tripCancelledEvent = tripEvent(tripCancelled);
export const tripReminderDueEvent = tripEvent(tripReminderDue);

export function tripCreatedEvent(trip: Trip, viewer: Viewer, origin: EventOrigin): CloudEvent {
  return tripCreated.create(trip.id, tripDataOf(trip, viewer), origin);
}

function tripDataOf(trip: Trip, viewer: Viewer): z.infer<typeof tripData> {
  const { id, driverId, price, status } = trip;
  return { tripId: id, driverId, price, status, ...journeyOf(trip), actor: actorOf(viewer) };
}

function bookingDataOf(trip: Trip, booking: SeatBooking, viewer: Viewer): BookingEventData {
  const { id, passengerId, seatNumber, status } = booking;
  return {
    bookingId: id,
    tripId: trip.id,
    driverId: trip.driverId,
    passengerId,
    seatNumber,
    status,
    ...journeyOf(trip),
    actor: actorOf(viewer),
  };
}

const journeyOf = ({ fromCity, toCity, departureTimeUtc }: Trip) => ({
  fromCity,
  toCity,
  departureTime: departureTimeUtc.toISOString(),
});

/** Only the system has the role of a service here: the schema allows services no change of a trip or a booking. */
const actorOf = ({ id, role }: Viewer) => ({ id, role: role === 'service' ? ('system' as const) : role });
