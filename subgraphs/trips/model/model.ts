import type { BookingStatus } from '../entities/seat-booking.ts';
import type { BookingApproval, TripStatus } from '../entities/trip.ts';
import { UnexplainedError } from './observed.ts';

/** The expected state of a trip. Times are milliseconds since the epoch. */
export interface ModelTrip {
  id: string;
  driverId: string;
  vehicleId: string;
  status: TripStatus;
  departure: number;
  price: string;
  totalSeats: number;
  description: string | null;
  stops: string[];
  bookingApproval: BookingApproval;
  remindedAt: number | null;
}

/** The expected state of a booking. */
export interface ModelBooking {
  id: string;
  tripId: string;
  seat: number;
  passengerId: string;
  status: BookingStatus;
  price: string;
  bookedAt: number;
  confirmedAt: number | null;
  cancelledAt: number | null;
  reason: string | null;
}

/** The request that used an idempotency key, and its result. */
export interface ModelKey {
  input: string;
  ids: string[];
}

/** The expected contents of the trips database, in memory. Values are replaced and never changed, so that a copy is cheap. */
export class Model {
  readonly now: number;
  readonly trips: Map<string, ModelTrip>;
  readonly bookings: Map<string, ModelBooking>;
  /** The blocked seats of each trip, in ascending order. */
  readonly blocked: Map<string, readonly number[]>;
  readonly keys: Map<string, ModelKey>;
  /** The number of published events of each trip. */
  readonly eventCounts: Map<string, number>;

  constructor(now: number, from?: Model) {
    this.now = now;
    this.trips = new Map(from?.trips);
    this.bookings = new Map(from?.bookings);
    this.blocked = new Map(from?.blocked);
    this.keys = new Map(from?.keys);
    this.eventCounts = new Map(from?.eventCounts);
  }

  copy(): Model {
    return new Model(this.now, this);
  }

  after(minutes: number): Model {
    return new Model(this.now + minutes * 60_000, this);
  }

  /** Throws UnexplainedError when the trip does not exist yet. */
  requireTrip(tripId: string): ModelTrip {
    const trip = this.trips.get(tripId);
    if (!trip) throw new UnexplainedError(`no trip ${tripId} yet`);
    return trip;
  }

  /** A trip's bookings with these statuses, ordered by seat. */
  bookingsOf(tripId: string, ...statuses: BookingStatus[]): ModelBooking[] {
    return [...this.bookings.values()]
      .filter((booking) => booking.tripId === tripId && statuses.includes(booking.status))
      .sort((a, b) => a.seat - b.seat);
  }

  /** A trip's pending and confirmed bookings, ordered by seat. */
  activeBookingsOf(tripId: string): ModelBooking[] {
    return this.bookingsOf(tripId, 'PENDING', 'CONFIRMED');
  }

  blockedSeatsOf(tripId: string): readonly number[] {
    return this.blocked.get(tripId) ?? [];
  }

  bookedSeatsOf(tripId: string): number[] {
    return this.bookingsOf(tripId, 'PENDING', 'CONFIRMED', 'COMPLETED').map(({ seat }) => seat);
  }

  /** The seats that are booked or blocked. */
  takenSeatsOf(tripId: string): number[] {
    return [...this.bookedSeatsOf(tripId), ...this.blockedSeatsOf(tripId)];
  }

  availableSeats({ id, totalSeats }: ModelTrip): number {
    return totalSeats - this.takenSeatsOf(id).length;
  }
}
