import { type BookingStatus, bookingStatuses } from '../entities/seat-booking.ts';
import type { TripStatus } from '../entities/trip.ts';
import {
  type Actor,
  active,
  actors,
  type Effect,
  ids,
  type State,
  scheduled,
  statusOf,
  type TransitionTable,
} from './states.ts';

/** A mutation that changes a trip or a booking. */
export interface RequestedTransition {
  mutation: string;
  idField: 'tripId' | 'bookingId';
  input?: (actor: Actor) => Record<string, unknown>;
  /** An input that is refused before any row is read. */
  invalidInput?: Record<string, unknown>;
  /** The actors with a scope for the mutation. */
  scopes: readonly Actor[];
  /** Those of them that are allowed. */
  allowed: readonly Actor[];
  table: TransitionTable;
  /** The refusal in a state without a matching row. */
  refusal: (state: State) => Record<string, unknown>;
}

const drivers = ['its driver', 'another driver', 'an admin'] as const;
const passengers = ['its passenger', 'another passenger', 'an admin'] as const;
const managers = ['its driver', 'an admin'] as const;
const signedIn = actors.filter((actor) => actor !== 'nobody');

const ofTrip = { idField: 'tripId', scopes: drivers, allowed: managers } as const;
const invalidTripTransition =
  (to: TripStatus) =>
  ({ trip }: State) => ({
    code: 'INVALID_TRANSITION',
    from: statusOf(trip),
    to,
  });
const invalidBookingTransition =
  (to: BookingStatus) =>
  ({ booking }: State) => ({
    code: 'INVALID_TRANSITION',
    from: booking,
    to,
  });
const bookingOf = (seat: number) => ({
  mutation: 'bookSeats',
  idField: 'tripId' as const,
  input: (actor: Actor) => ({
    seatNumbers: [seat],
    ...(actor === 'an admin' ? { passengerId: ids['another passenger'] } : {}),
  }),
  invalidInput: { seatNumbers: [0] },
  scopes: passengers,
  allowed: passengers,
  refusal: ({ trip }: State) =>
    trip === 'SCHEDULED' ? { code: 'SEAT_TAKEN', seatNumbers: [seat] } : { code: 'TRIP_NOT_BOOKABLE', reason: trip },
});

const blockingOf = (seat: number) => ({
  ...ofTrip,
  mutation: 'blockSeats',
  input: () => ({ seatNumbers: [seat] }),
  invalidInput: { seatNumbers: [0] },
});
const blocked = (seat: number, affected: string): Effect => ({
  blockedSeat: seat,
  events: [`trip-updated SCHEDULED to [${affected}]`],
});

/** The mutations by name. */
export const requestedTransitions: Record<string, RequestedTransition> = {
  'bookSeats of a free seat': {
    ...bookingOf(2),
    table: [[['SCHEDULED'], bookingStatuses, { bookedSeat: 2, events: ['booking-requested PENDING 2'] }]],
  },
  'bookSeats of the same seat': {
    ...bookingOf(1),
    table: [[['SCHEDULED'], ['CANCELLED'], { bookedSeat: 1, events: ['booking-requested PENDING 1'] }]],
  },
  confirmBooking: {
    mutation: 'confirmBooking',
    idField: 'bookingId',
    scopes: drivers,
    allowed: managers,
    table: [[scheduled, ['PENDING'], { booking: 'CONFIRMED', events: ['booking-confirmed CONFIRMED 1'] }]],
    refusal: invalidBookingTransition('CONFIRMED'),
  },
  cancelBooking: {
    mutation: 'cancelBooking',
    idField: 'bookingId',
    input: () => ({ reason: 'another plan' }),
    invalidInput: { reason: 'x'.repeat(1_001) },
    scopes: signedIn,
    allowed: ['its passenger', ...managers],
    table: [
      [scheduled, active, { booking: 'CANCELLED', reason: 'another plan', events: ['booking-cancelled CANCELLED 1'] }],
    ],
    refusal: invalidBookingTransition('CANCELLED'),
  },
  updateTrip: {
    ...ofTrip,
    mutation: 'updateTrip',
    input: () => ({ price: '99.00' }),
    invalidInput: { departureTime: '2020-01-01T00:00:00Z' },
    table: [
      [scheduled, active, { events: ['trip-updated SCHEDULED to [its passenger]'] }],
      [scheduled, bookingStatuses, { events: ['trip-updated SCHEDULED to []'] }],
    ],
    refusal: invalidTripTransition('SCHEDULED'),
  },
  'blockSeats of a free seat': {
    ...blockingOf(2),
    table: [
      [scheduled, active, blocked(2, 'its passenger')],
      [scheduled, bookingStatuses, blocked(2, '')],
    ],
    refusal: invalidTripTransition('SCHEDULED'),
  },
  'blockSeats of a booked seat': {
    ...blockingOf(1),
    table: [[scheduled, ['CANCELLED'], blocked(1, '')]],
    refusal: (state) =>
      statusOf(state.trip) === 'SCHEDULED'
        ? { code: 'SEAT_TAKEN', seatNumbers: [1] }
        : invalidTripTransition('SCHEDULED')(state),
  },
  startTrip: {
    ...ofTrip,
    mutation: 'startTrip',
    table: [
      [
        scheduled,
        ['PENDING'],
        {
          trip: 'STARTED',
          booking: 'CANCELLED',
          events: ['booking-cancelled CANCELLED 1 TRIP_STARTED', 'trip-started STARTED to [its passenger]'],
        },
      ],
      [scheduled, ['CONFIRMED'], { trip: 'STARTED', events: ['trip-started STARTED to [its passenger]'] }],
      [scheduled, bookingStatuses, { trip: 'STARTED', events: ['trip-started STARTED to []'] }],
    ],
    refusal: invalidTripTransition('STARTED'),
  },
  completeTrip: {
    ...ofTrip,
    mutation: 'completeTrip',
    table: [
      [
        ['STARTED'],
        ['CONFIRMED'],
        {
          trip: 'COMPLETED',
          booking: 'COMPLETED',
          events: ['booking-completed COMPLETED 1', 'trip-completed COMPLETED to [its passenger]'],
        },
      ],
      [['STARTED'], ['CANCELLED', 'COMPLETED'], { trip: 'COMPLETED', events: ['trip-completed COMPLETED to []'] }],
    ],
    // No transition leaves a pending booking on a started trip. If there were one, it could not become COMPLETED.
    refusal: (state) =>
      (state.trip === 'STARTED' ? invalidBookingTransition : invalidTripTransition)('COMPLETED')(state),
  },
  cancelTrip: {
    ...ofTrip,
    mutation: 'cancelTrip',
    input: () => ({ reason: 'a sandstorm' }),
    invalidInput: { reason: ' ' },
    table: [
      [
        scheduled,
        active,
        {
          trip: 'CANCELLED',
          booking: 'CANCELLED',
          reason: 'a sandstorm',
          events: [
            'booking-cancelled CANCELLED 1 TRIP_CANCELLED',
            'trip-cancelled CANCELLED a sandstorm to [its passenger]',
          ],
        },
      ],
      [scheduled, bookingStatuses, { trip: 'CANCELLED', events: ['trip-cancelled CANCELLED a sandstorm to []'] }],
    ],
    refusal: invalidTripTransition('CANCELLED'),
  },
};
