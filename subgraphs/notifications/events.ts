import { z } from 'zod';
import { eventType } from '#platform/messaging/cloud-event.ts';
import { accountTypes } from './entities/notification.ts';

/*
 * What notifications consumes, and of each event what it needs.
 */

const actor = z.object({ id: z.string(), role: z.enum(['driver', 'passenger', 'admin', 'system']) });
const journey = {
  tripId: z.string(),
  driverId: z.string(),
  fromCity: z.string(),
  toCity: z.string(),
  departureTime: z.iso.datetime(),
};

const booking = z.object({
  ...journey,
  bookingId: z.string(),
  passengerId: z.string(),
  seatNumber: z.number(),
  actor,
  cause: z.enum(['TRIP_CANCELLED', 'TRIP_STARTED', 'EXPIRED', 'ACCOUNT_DELETED']).optional(),
});
export type BookingFacts = z.output<typeof booking>;

const tripStep = z.object({
  ...journey,
  price: z.string(),
  /** Whose bookings were active before the step. */
  passengerIds: z.array(z.string()),
  reason: z.string().optional(),
  changed: z.array(z.string()).optional(),
});
export type TripFacts = z.output<typeof tripStep>;

export const bookingRequested = eventType('trips', 'trips.booking-requested.v1', booking);
export const bookingConfirmed = eventType('trips', 'trips.booking-confirmed.v1', booking);
export const bookingCancelled = eventType('trips', 'trips.booking-cancelled.v1', booking);
export const tripUpdated = eventType('trips', 'trips.trip-updated.v1', tripStep);
export const tripStarted = eventType('trips', 'trips.trip-started.v1', tripStep);
export const tripCompleted = eventType('trips', 'trips.trip-completed.v1', tripStep);
export const tripCancelled = eventType('trips', 'trips.trip-cancelled.v1', tripStep);
export const tripReminderDue = eventType('trips', 'trips.trip-reminder-due.v1', tripStep);

const account = z.object({
  accountId: z.string(),
  accountType: z.enum(accountTypes),
  fullName: z.string().nullable(),
  locale: z.enum(['AR', 'EN']),
  isActive: z.boolean(),
});
export type AccountFacts = z.output<typeof account>;

/** Each brings the whole account as it is after the step. */
export const accountEvents = ['created', 'updated', 'deactivated', 'activated', 'deleted'].map((step) =>
  eventType('users', `users.account-${step}.v1`, account),
);

export const sessionEnded = eventType(
  'auth',
  'auth.session-ended.v1',
  z.object({ accountId: z.string(), sid: z.string() }),
);
