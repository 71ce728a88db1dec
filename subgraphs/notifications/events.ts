import { z } from 'zod';
import { accountTypes } from './entities/notification.ts';
import { locales } from './texts/render.ts';

/*
 * Of each event that notifications handles, what it needs.
 */

const actor = z.object({ id: z.string(), role: z.enum(['driver', 'passenger', 'admin', 'system']) });
const journey = {
  tripId: z.string(),
  driverId: z.string(),
  fromCity: z.string(),
  toCity: z.string(),
  departureTime: z.iso.datetime(),
};

export const bookingFacts = z.object({
  ...journey,
  bookingId: z.string(),
  passengerId: z.string(),
  seatNumber: z.number(),
  actor,
  cause: z.enum(['TRIP_CANCELLED', 'TRIP_STARTED', 'EXPIRED', 'ACCOUNT_DELETED']).optional(),
});
export type BookingFacts = z.output<typeof bookingFacts>;

export const tripFacts = z.object({
  ...journey,
  price: z.string(),
  /** Whose bookings were active before the step. */
  passengerIds: z.array(z.string()),
  reason: z.string().optional(),
  changed: z.array(z.string()).optional(),
});
export type TripFacts = z.output<typeof tripFacts>;

/** The whole account as it is after the step. */
export const accountFacts = z.object({
  accountId: z.string(),
  accountType: z.enum(accountTypes),
  fullName: z.string().nullable(),
  locale: z.enum(locales),
  isActive: z.boolean(),
});

export const endedSession = z.object({ accountId: z.string(), sid: z.string() });
