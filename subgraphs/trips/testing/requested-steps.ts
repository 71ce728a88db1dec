import { type BookingStatus, bookingStatuses } from '../entities/seat-booking.ts';
import type { TripStatus } from '../entities/trip.ts';
import { type Actor, active, actors, ids, type Rows, type State, scheduled, statusOf } from './states.ts';

/** A step that somebody asks for. */
export interface Request {
  mutation: string;
  /** Which id it takes. */
  of: 'tripId' | 'bookingId';
  input?: (actor: Actor) => Record<string, unknown>;
  /** What is bad about an input with this is told before anything is looked up. */
  fault?: Record<string, unknown>;
  /** Who has a scope to ask for it. */
  scopes: readonly Actor[];
  /** Who of them may. */
  may: readonly Actor[];
  rows: Rows;
  /** How it is refused in a state where no row fits. */
  refusal: (state: State) => Record<string, unknown>;
}

const drivers = ['its driver', 'another driver', 'an admin'] as const;
const passengers = ['its passenger', 'another passenger', 'an admin'] as const;
const managers = ['its driver', 'an admin'] as const;
const signedIn = actors.filter((actor) => actor !== 'nobody');

const ofTrip = { of: 'tripId', scopes: drivers, may: managers } as const;
const noStepOfTrip =
  (to: TripStatus) =>
  ({ trip }: State) => ({
    code: 'INVALID_TRANSITION',
    from: statusOf(trip),
    to,
  });
const noStepOfBooking =
  (to: BookingStatus) =>
  ({ booking }: State) => ({
    code: 'INVALID_TRANSITION',
    from: booking,
    to,
  });
const bookingOf = (seat: number) => ({
  mutation: 'bookSeats',
  of: 'tripId' as const,
  input: (actor: Actor) => ({
    seatNumbers: [seat],
    ...(actor === 'an admin' ? { passengerId: ids['another passenger'] } : {}),
  }),
  fault: { seatNumbers: [0] },
  scopes: passengers,
  may: passengers,
  refusal: ({ trip }: State) =>
    trip === 'SCHEDULED' ? { code: 'SEAT_TAKEN', seatNumbers: [seat] } : { code: 'TRIP_NOT_BOOKABLE', reason: trip },
});

/** The steps that somebody asks for, by what they are called. */
export const requests: Record<string, Request> = {
  'bookSeats, of a free seat,': {
    ...bookingOf(2),
    rows: [[['SCHEDULED'], bookingStatuses, { books: 2, tells: ['booking-requested PENDING 2'] }]],
  },
  'bookSeats, of the same seat,': {
    ...bookingOf(1),
    rows: [[['SCHEDULED'], ['CANCELLED'], { books: 1, tells: ['booking-requested PENDING 1'] }]],
  },
  confirmBooking: {
    mutation: 'confirmBooking',
    of: 'bookingId',
    scopes: drivers,
    may: managers,
    rows: [[scheduled, ['PENDING'], { booking: 'CONFIRMED', tells: ['booking-confirmed CONFIRMED 1'] }]],
    refusal: noStepOfBooking('CONFIRMED'),
  },
  cancelBooking: {
    mutation: 'cancelBooking',
    of: 'bookingId',
    input: () => ({ reason: 'another plan' }),
    fault: { reason: 'x'.repeat(1_001) },
    scopes: signedIn,
    may: ['its passenger', ...managers],
    rows: [
      [scheduled, active, { booking: 'CANCELLED', reason: 'another plan', tells: ['booking-cancelled CANCELLED 1'] }],
    ],
    refusal: noStepOfBooking('CANCELLED'),
  },
  updateTrip: {
    ...ofTrip,
    mutation: 'updateTrip',
    input: () => ({ price: '99.00' }),
    fault: { departureTime: '2020-01-01T00:00:00Z' },
    rows: [
      [scheduled, active, { tells: ['trip-updated SCHEDULED to [its passenger]'] }],
      [scheduled, bookingStatuses, { tells: ['trip-updated SCHEDULED to []'] }],
    ],
    refusal: noStepOfTrip('SCHEDULED'),
  },
  startTrip: {
    ...ofTrip,
    mutation: 'startTrip',
    rows: [
      [
        scheduled,
        ['PENDING'],
        {
          trip: 'STARTED',
          booking: 'CANCELLED',
          tells: ['booking-cancelled CANCELLED 1 TRIP_STARTED', 'trip-started STARTED to [its passenger]'],
        },
      ],
      [scheduled, ['CONFIRMED'], { trip: 'STARTED', tells: ['trip-started STARTED to [its passenger]'] }],
      [scheduled, bookingStatuses, { trip: 'STARTED', tells: ['trip-started STARTED to []'] }],
    ],
    refusal: noStepOfTrip('STARTED'),
  },
  completeTrip: {
    ...ofTrip,
    mutation: 'completeTrip',
    rows: [
      [
        ['STARTED'],
        ['CONFIRMED'],
        {
          trip: 'COMPLETED',
          booking: 'COMPLETED',
          tells: ['booking-completed COMPLETED 1', 'trip-completed COMPLETED to [its passenger]'],
        },
      ],
      [['STARTED'], ['CANCELLED', 'COMPLETED'], { trip: 'COMPLETED', tells: ['trip-completed COMPLETED to []'] }],
    ],
    // No step leaves a booking pending on a trip that has started; were there one, nothing would lead it to COMPLETED.
    refusal: (state) => (state.trip === 'STARTED' ? noStepOfBooking : noStepOfTrip)('COMPLETED')(state),
  },
  cancelTrip: {
    ...ofTrip,
    mutation: 'cancelTrip',
    input: () => ({ reason: 'a sandstorm' }),
    fault: { reason: ' ' },
    rows: [
      [
        scheduled,
        active,
        {
          trip: 'CANCELLED',
          booking: 'CANCELLED',
          reason: 'a sandstorm',
          tells: [
            'booking-cancelled CANCELLED 1 TRIP_CANCELLED',
            'trip-cancelled CANCELLED a sandstorm to [its passenger]',
          ],
        },
      ],
      [scheduled, bookingStatuses, { trip: 'CANCELLED', tells: ['trip-cancelled CANCELLED a sandstorm to []'] }],
    ],
    refusal: noStepOfTrip('CANCELLED'),
  },
};
