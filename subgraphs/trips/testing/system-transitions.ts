import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { cancelBookingsOfPassenger } from '../domain/bookings/cancel-bookings-of-passenger.ts';
import { expireBookings } from '../domain/scheduled/expire-bookings.ts';
import { remindOfTrips } from '../domain/scheduled/remind-of-trips.ts';
import { cancelTripsOfDriver } from '../domain/trips/cancel-trips-of-driver.ts';
import { bookingStatuses } from '../entities/seat-booking.ts';
import { active, type Effect, ids, scheduled, type TransitionTable } from './states.ts';

/** A transition without a request, run over everything stored. */
export interface SystemTransition {
  run: (em: EntityManager, origin: EventOrigin) => Promise<unknown>;
  table: TransitionTable;
}

/** The age of every booking. A trip that has not departed departs within the hour. */
export const bookedMinutesAgo = 100;
const expired: Effect = { booking: 'CANCELLED', events: ['booking-cancelled CANCELLED 1 EXPIRED'] };

/** The transitions that scheduled jobs and events of accounts make. */
export const systemTransitions: Record<string, SystemTransition> = {
  'the end of the approval time': {
    run: (em, origin) => expireBookings(em, { ...origin, approvalMinutes: bookedMinutesAgo }),
    table: [[scheduled, ['PENDING'], expired]],
  },
  'a departure before the end of the approval time': {
    run: (em, origin) => expireBookings(em, { ...origin, approvalMinutes: bookedMinutesAgo + 60 }),
    table: [[['DEPARTED'], ['PENDING'], expired]],
  },
  'the hour before the departure': {
    run: (em, origin) => remindOfTrips(em, origin),
    table: [
      [['SCHEDULED'], ['CONFIRMED'], { events: ['trip-reminder-due SCHEDULED to [its passenger]'] }],
      [['SCHEDULED'], bookingStatuses, { events: ['trip-reminder-due SCHEDULED to []'] }],
    ],
  },
  "the deletion of the passenger's account": {
    run: (em, origin) => cancelBookingsOfPassenger(em, ids['its passenger'], origin),
    table: [[scheduled, active, { booking: 'CANCELLED', events: ['booking-cancelled CANCELLED 1 ACCOUNT_DELETED'] }]],
  },
  "the deletion of another passenger's account": {
    run: (em, origin) => cancelBookingsOfPassenger(em, ids['another passenger'], origin),
    table: [],
  },
  "the deletion of the driver's account": {
    run: (em, origin) => cancelTripsOfDriver(em, ids['its driver'], origin),
    table: [
      [
        scheduled,
        active,
        {
          trip: 'CANCELLED',
          booking: 'CANCELLED',
          events: ['booking-cancelled CANCELLED 1 TRIP_CANCELLED', 'trip-cancelled CANCELLED to [its passenger]'],
        },
      ],
      [scheduled, bookingStatuses, { trip: 'CANCELLED', events: ['trip-cancelled CANCELLED to []'] }],
    ],
  },
  "the deletion of another driver's account": {
    run: (em, origin) => cancelTripsOfDriver(em, ids['another driver'], origin),
    table: [],
  },
};
