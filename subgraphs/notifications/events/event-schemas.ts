import { z } from 'zod';
import { accountTypes } from '#contract/account-type.ts';
import { locales } from '../texts/render.ts';

/*
 * The part of each consumed event's data that notifications needs.
 */

/** At most as long as the columns that store it, so that an id that is too long fails before anything is stored. */
const id = z.string().max(50);
const actor = z.object({ id, role: z.enum(['driver', 'passenger', 'admin', 'system']) });
const journey = {
  tripId: id,
  driverId: id,
  fromCity: z.string(),
  toCity: z.string(),
  departureTime: z.iso.datetime(),
};

export const bookingFacts = z.object({
  ...journey,
  bookingId: id,
  passengerId: id,
  seatNumber: z.number(),
  actor,
  /** INSTANT when the booking was confirmed at once. */
  approval: z.string().optional(),
  cause: z.enum(['TRIP_CANCELLED', 'TRIP_STARTED', 'EXPIRED', 'ACCOUNT_DELETED']).optional(),
});
export type BookingFacts = z.output<typeof bookingFacts>;

export const waitlistBookedFacts = z.object({
  ...journey,
  passengerId: id,
  bookingIds: z.array(id).min(1),
  status: z.string(),
});
export type WaitlistBookedFacts = z.output<typeof waitlistBookedFacts>;

export const tripFacts = z.object({
  ...journey,
  price: z.string(),
  /** The passengers with an active booking before the transition. */
  passengerIds: z.array(id),
  reason: z.string().optional(),
  changed: z.array(z.string()).optional(),
});
export type TripFacts = z.output<typeof tripFacts>;

/** The account's state after the event. */
export const accountFacts = z.object({
  accountId: id,
  accountType: z.enum(accountTypes),
  fullName: z.string().nullable(),
  locale: z.enum(locales),
  isActive: z.boolean(),
});

export const endedSession = z.object({ accountId: id, sid: id });
