import type { BookingStatus } from '../entities/seat-booking.ts';
import type { BookingApproval, TripStatus } from '../entities/trip.ts';
import type { WaitlistStatus } from '../entities/waitlist-entry.ts';
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

/** The expected state of an entry of a waiting list. */
export interface ModelEntry {
  id: string;
  tripId: string;
  passengerId: string;
  seatCount: number;
  turn: number;
  status: WaitlistStatus;
  bookingIds: readonly string[];
  closedAt: number | null;
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
  readonly entries: Map<string, ModelEntry>;
  readonly keys: Map<string, ModelKey>;
  /** The number of published events of each trip. */
  readonly eventCounts: Map<string, number>;

  constructor(now: number, from?: Model) {
    this.now = now;
    this.trips = new Map(from?.trips);
    this.bookings = new Map(from?.bookings);
    this.blocked = new Map(from?.blocked);
    this.entries = new Map(from?.entries);
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

  /** The waiting entries of a trip, in the order of the list. */
  waitingOn(tripId: string): ModelEntry[] {
    return [...this.entries.values()]
      .filter((entry) => entry.tripId === tripId && entry.status === 'WAITING')
      .sort((a, b) => a.turn - b.turn);
  }

  /** Whether a passenger would have too many seats with so many more on the trip. */
  exceedsLimits(tripId: string, passengerId: string, more: number): boolean {
    const own = [...this.bookings.values()].filter((booking) => booking.passengerId === passengerId);
    const pending = own.filter(({ status }) => status === 'PENDING').length;
    const onTrip = this.activeBookingsOf(tripId).filter((booking) => booking.passengerId === passengerId).length;
    const arePending = this.requireTrip(tripId).bookingApproval === 'DRIVER';
    return onTrip + more > 10 || (arePending && pending + more > 20);
  }

  /** The reason that a trip cannot be booked; null when it can. */
  unbookable({ status, departure }: ModelTrip): string | null {
    if (status !== 'SCHEDULED') return status;
    return departure <= this.now ? 'DEPARTED' : null;
  }

  availableSeats({ id, totalSeats }: ModelTrip): number {
    return totalSeats - this.takenSeatsOf(id).length;
  }
}
