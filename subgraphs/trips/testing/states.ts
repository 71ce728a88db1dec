import type { Role } from '#contract/viewer.ts';
import { type BookingStatus, bookingStatuses } from '../entities/seat-booking.ts';
import type { TripStatus } from '../entities/trip.ts';
import { driverId, idOf, passengerId } from './harness.ts';

const tripStates = ['SCHEDULED', 'DEPARTED', 'STARTED', 'COMPLETED', 'CANCELLED'] as const;
/** DEPARTED is a SCHEDULED trip after its departure time. */
export type TripState = (typeof tripStates)[number];
/** The stored status. */
export const statusOf = (state: TripState): TripStatus => (state === 'DEPARTED' ? 'SCHEDULED' : state);

/** The statuses of a trip and of a booking of its seat 1. */
export interface State {
  trip: TripState;
  booking: BookingStatus;
}
/** Every combination, including unreachable ones. */
export const states: State[] = tripStates.flatMap((trip) => bookingStatuses.map((booking) => ({ trip, booking })));

/** The callers, by their relation to the trip and the booking. */
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

/** The roles in their tokens. */
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

/** The effect of a transition. Omitted fields do not change. */
export interface Effect {
  trip?: TripStatus;
  booking?: BookingStatus;
  reason?: string;
  /** A seat that is booked, beside seat 1. */
  bookedSeat?: number;
  /** A seat that is blocked, beside seat 1. */
  blockedSeat?: number;
  /** The events: type, status and seat, then cause, reason and affected passengers. */
  events: string[];
}

/** A transition in every state: the first matching row applies, and without one nothing changes. */
export type TransitionTable = [trip: readonly TripState[], booking: readonly BookingStatus[], effect: Effect][];

/** The states of a trip with status SCHEDULED. */
export const scheduled = ['SCHEDULED', 'DEPARTED'] as const;
/** The statuses in which a booking can still change. */
export const active = ['PENDING', 'CONFIRMED'] as const;

/** The effect of the first matching row. */
export const effectOn = ({ trip, booking }: State, table: TransitionTable): Effect | undefined =>
  table.find(([ofTrip, ofBooking]) => ofTrip.includes(trip) && ofBooking.includes(booking))?.[2];
