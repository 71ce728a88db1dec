/** Who there is: what an actor's id begins with tells the role. */
export const people = {
  drivers: ['d_1', 'd_2'],
  passengers: ['p_1', 'p_2', 'p_3', 'p_4'],
  admin: 'a_1',
  deactivatedPassenger: 'p_5',
  unknownPassenger: 'p_6',
} as const;

/** Each driver's vehicles: one of 14 seats, and one that is out of use. */
export const vehicleOf = (driverId: string): string => `v_${driverId}`;
export const unusableVehicleOf = (driverId: string): string => `v_unusable_${driverId}`;
export const vehicleSeats = 14;

export const cities = { fromCity: 'Riyadh', toCity: 'Jeddah' } as const;
export const approvalMinutes = 180;

export interface TripChange {
  departure?: number;
  price?: string;
  totalSeats?: number;
  description?: string | null;
  stops?: string[];
}

/** What somebody asks for. */
export type Asked =
  | {
      kind: 'createTrip';
      actor: string;
      vehicleId: string;
      departure: number;
      totalSeats: number;
      price: string;
      stops: string[];
      key: string | null;
    }
  | { kind: 'updateTrip'; actor: string; tripId: string; change: TripChange }
  | { kind: 'startTrip' | 'completeTrip' | 'cancelTrip'; actor: string; tripId: string }
  | {
      kind: 'bookSeats';
      actor: string;
      tripId: string;
      seats: number[];
      passengerId: string | null;
      key: string | null;
    }
  | { kind: 'confirmBooking' | 'cancelBooking'; actor: string; bookingId: string };

/** What the system does, for whatever is due when it looks. */
export type Job =
  | { kind: 'expireBookings' | 'remindOfTrips' }
  | { kind: 'closeDriver'; driverId: string }
  | { kind: 'closePassenger'; passengerId: string };

export type Act = Asked | Job;
export type ActKind = Act['kind'];

/** How a request ended: with the ids of what it made, where it makes something, or with a refusal. */
export type Outcome = { ids: string[] } | { refused: string; details: Record<string, unknown> };

/** An event's type and data. */
export interface Told {
  type: string;
  data: Record<string, unknown>;
}
