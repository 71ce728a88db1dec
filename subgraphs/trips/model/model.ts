import type { BookingStatus } from '../entities/seat-booking.ts';
import type { TripStatus } from '../entities/trip.ts';

/** What a trip should be. Instants are milliseconds since the epoch. */
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
  remindedAt: number | null;
}

/** What a booking should be. */
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

/** What happened under an idempotency key. */
export interface ModelKey {
  input: string;
  ids: string[];
}

/** Everything that trips stores, in memory. What is in the maps is replaced, never changed: a copy is cheap. */
export class Model {
  readonly now: number;
  readonly trips: Map<string, ModelTrip>;
  readonly bookings: Map<string, ModelBooking>;
  readonly keys: Map<string, ModelKey>;
  /** How many events of each trip have been told. */
  readonly told: Map<string, number>;

  constructor(now: number, from?: Model) {
    this.now = now;
    this.trips = new Map(from?.trips);
    this.bookings = new Map(from?.bookings);
    this.keys = new Map(from?.keys);
    this.told = new Map(from?.told);
  }

  copy(): Model {
    return new Model(this.now, this);
  }

  after(minutes: number): Model {
    return new Model(this.now + minutes * 60_000, this);
  }

  /** The bookings of a trip in some statuses, by seat. */
  bookingsOf(tripId: string, ...statuses: BookingStatus[]): ModelBooking[] {
    return [...this.bookings.values()]
      .filter((booking) => booking.tripId === tripId && statuses.includes(booking.status))
      .sort((a, b) => a.seat - b.seat);
  }

  availableSeats({ id, totalSeats }: ModelTrip): number {
    return totalSeats - this.bookingsOf(id, 'PENDING', 'CONFIRMED', 'COMPLETED').length;
  }
}
