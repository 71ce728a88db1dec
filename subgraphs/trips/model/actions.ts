import type { BookingApproval } from '../entities/trip.ts';

/** The accounts. The prefix of an id names the role. */
export const people = {
  drivers: ['d_1', 'd_2'],
  passengers: ['p_1', 'p_2', 'p_3', 'p_4'],
  admin: 'a_1',
  deactivatedPassenger: 'p_5',
  unknownPassenger: 'p_6',
} as const;

/** Each driver has a vehicle with 14 seats and an inactive one. */
export const vehicleOf = (driverId: string): string => `v_${driverId}`;
export const inactiveVehicleOf = (driverId: string): string => `v_inactive_${driverId}`;
export const vehicleSeats = 14;

export const cities = { fromCity: 'Riyadh', toCity: 'Jeddah' } as const;
export const approvalMinutes = 180;

export interface TripUpdate {
  departure?: number;
  price?: string;
  totalSeats?: number;
  description?: string | null;
  stops?: string[];
  bookingApproval?: BookingApproval;
}

/** A caller's request. */
export type Request =
  | {
      kind: 'createTrip';
      actor: string;
      vehicleId: string;
      departure: number;
      totalSeats: number;
      price: string;
      stops: string[];
      bookingApproval: BookingApproval;
      key: string | null;
    }
  | { kind: 'updateTrip'; actor: string; tripId: string; update: TripUpdate }
  | { kind: 'startTrip' | 'completeTrip' | 'cancelTrip'; actor: string; tripId: string }
  | {
      kind: 'bookSeats';
      actor: string;
      tripId: string;
      /** The numbers of the seats, or how many of any number. */
      seats: number[] | number;
      passengerId: string | null;
      key: string | null;
    }
  | { kind: 'blockSeats' | 'unblockSeats'; actor: string; tripId: string; seats: number[] }
  | { kind: 'joinWaitlist'; actor: string; tripId: string; count: number; key: string | null }
  | { kind: 'leaveWaitlist'; actor: string; tripId: string }
  | { kind: 'confirmBooking' | 'cancelBooking'; actor: string; bookingId: string };

/** A job of the system, for everything that is due when it runs. */
export type Job =
  | { kind: 'expireBookings' | 'remindOfTrips' | 'sweepWaitlists' }
  | { kind: 'closeDriver'; driverId: string }
  | { kind: 'closePassenger'; passengerId: string };

export type Action = Request | Job;
export type ActionKind = Action['kind'];

/** The result of an action: the ids of the rows it created, or a refusal. */
export type Outcome = { ids: string[] } | { refused: string; details: Record<string, unknown> };

export interface PublishedEvent {
  type: string;
  data: Record<string, unknown>;
}
