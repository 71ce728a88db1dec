import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { cancelBookingsOfPassenger, cancelTripsOfDriver } from '../domain/cancel-for-account.ts';
import { expireBookings } from '../domain/scheduled/expire-bookings.ts';
import { remindOfTrips } from '../domain/scheduled/remind-of-trips.ts';
import { bookingStatuses } from '../entities/seat-booking.ts';
import { active, type Effect, ids, type Rows, scheduled } from './states.ts';

/** A step that nobody asks for, done to whatever is stored. */
export interface SystemStep {
  run: (em: EntityManager, origin: EventOrigin) => Promise<unknown>;
  rows: Rows;
}

/** How long ago every booking was made; a trip that has not departed does within the hour. */
export const bookedMinutesAgo = 100;
const expired: Effect = { booking: 'CANCELLED', tells: ['booking-cancelled CANCELLED 1 EXPIRED'] };

/** The steps that time makes, or what became of an account. */
export const systemSteps: Record<string, SystemStep> = {
  'the end of the time for approval': {
    run: (em, origin) => expireBookings(em, { ...origin, approvalMinutes: bookedMinutesAgo }),
    rows: [[scheduled, ['PENDING'], expired]],
  },
  'the departure, before that time has ended,': {
    run: (em, origin) => expireBookings(em, { ...origin, approvalMinutes: bookedMinutesAgo + 60 }),
    rows: [[['DEPARTED'], ['PENDING'], expired]],
  },
  'the hour before the departure': {
    run: (em, origin) => remindOfTrips(em, origin),
    rows: [
      [['SCHEDULED'], ['CONFIRMED'], { tells: ['trip-reminder-due SCHEDULED to [its passenger]'] }],
      [['SCHEDULED'], bookingStatuses, { tells: ['trip-reminder-due SCHEDULED to []'] }],
    ],
  },
  "the end of the passenger's account": {
    run: (em, origin) => cancelBookingsOfPassenger(em, ids['its passenger'], origin),
    rows: [[scheduled, active, { booking: 'CANCELLED', tells: ['booking-cancelled CANCELLED 1 ACCOUNT_DELETED'] }]],
  },
  "the end of another passenger's account": {
    run: (em, origin) => cancelBookingsOfPassenger(em, ids['another passenger'], origin),
    rows: [],
  },
  "the end of the driver's account": {
    run: (em, origin) => cancelTripsOfDriver(em, ids['its driver'], origin),
    rows: [
      [
        scheduled,
        active,
        {
          trip: 'CANCELLED',
          booking: 'CANCELLED',
          tells: ['booking-cancelled CANCELLED 1 TRIP_CANCELLED', 'trip-cancelled CANCELLED to [its passenger]'],
        },
      ],
      [scheduled, bookingStatuses, { trip: 'CANCELLED', tells: ['trip-cancelled CANCELLED to []'] }],
    ],
  },
  "the end of another driver's account": {
    run: (em, origin) => cancelTripsOfDriver(em, ids['another driver'], origin),
    rows: [],
  },
};
