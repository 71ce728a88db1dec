import { messagingEntities } from '#platform/messaging/entities.ts';
import { IdempotencyKey } from './idempotency-key.ts';
import { SeatBooking } from './seat-booking.ts';
import { Trip } from './trip.ts';
import { TripStop } from './trip-stop.ts';
import { WaitlistEntry } from './waitlist-entry.ts';

/** The entities of the trips database. */
export const entities = [Trip, TripStop, SeatBooking, WaitlistEntry, IdempotencyKey, ...messagingEntities];
