import { messagingEntities } from '#platform/messaging/entities.ts';
import { IdempotencyKey } from './idempotency-key.ts';
import { SeatBooking } from './seat-booking.ts';
import { Trip } from './trip.ts';
import { TripStop } from './trip-stop.ts';

/** The entities of the trips database. */
export const entities = [Trip, TripStop, SeatBooking, IdempotencyKey, ...messagingEntities];
