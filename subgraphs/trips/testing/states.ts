import type { Role } from '#contract/viewer.ts';
import { type BookingStatus, bookingStatuses } from '../entities/seat-booking.ts';
import type { TripStatus } from '../entities/trip.ts';
import { driverId, idOf, passengerId } from './harness.ts';

const tripStates = ['SCHEDULED', 'DEPARTED', 'STARTED', 'COMPLETED', 'CANCELLED'] as const;
/** DEPARTED is SCHEDULED, after its time. */
export type TripState = (typeof tripStates)[number];
/** As it is stored. */
export const statusOf = (state: TripState): TripStatus => (state === 'DEPARTED' ? 'SCHEDULED' : state);

/** A trip of which seat 1 was booked, whether or not steps lead there. */
export interface State {
  trip: TripState;
  booking: BookingStatus;
}
/** Every one, those that no step leads to, too. */
export const states: State[] = tripStates.flatMap((trip) => bookingStatuses.map((booking) => ({ trip, booking })));

/** Whoever may ask, as they stand to the trip and the booking. */
export const actors = [
  'its passenger',
  'another passenger',
  'its driver',
  'another driver',
  'an admin',
  'a service',
  'nobody',
] as const;
export type Actor = (typeof actors)[number];

/** What their tokens say. */
export const roles: Record<Actor, Role | null> = {
  'its passenger': 'passenger',
  'another passenger': 'passenger',
  'its driver': 'driver',
  'another driver': 'driver',
  'an admin': 'admin',
  'a service': 'service',
  nobody: null,
};
export const ids: Record<Actor, string> = {
  'its passenger': passengerId,
  'another passenger': idOf('p', '2'),
  'its driver': driverId,
  'another driver': idOf('d', '2'),
  'an admin': idOf('a', '1'),
  'a service': 'masar-service',
  nobody: '',
};

/** What a step makes of a state. What it says nothing of stays as it was. */
export interface Effect {
  trip?: TripStatus;
  booking?: BookingStatus;
  reason?: string;
  /** The seat that is booked. */
  books?: number;
  /** The events: the type, the status and the seat, then the cause, the reason, whom else it concerns. */
  tells: string[];
}

/** The domain's table of one step: the first row that fits counts, and where none does the step changes nothing. */
export type Rows = [trip: readonly TripState[], booking: readonly BookingStatus[], effect: Effect][];

/** The trip states of a scheduled trip. */
export const scheduled = ['SCHEDULED', 'DEPARTED'] as const;
/** The statuses of a booking that may still change. */
export const active = ['PENDING', 'CONFIRMED'] as const;

/** The row that fits. */
export const effectOn = ({ trip, booking }: State, rows: Rows): Effect | undefined =>
  rows.find(([ofTrip, ofBooking]) => ofTrip.includes(trip) && ofBooking.includes(booking))?.[2];
