import { defineEntity, p } from '@mikro-orm/postgresql';
import { amount, filters, instant, standardColumns, text } from '#platform/database/standard-columns.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { cityKey, cityKeyLength } from './city-key.ts';

export const tripStatuses = ['SCHEDULED', 'STARTED', 'COMPLETED', 'CANCELLED'] as const;
export type TripStatus = (typeof tripStatuses)[number];

/** Who approves the bookings of a trip: its driver each, or nobody, as they are confirmed at once. */
export type BookingApproval = 'DRIVER' | 'INSTANT';

/** The most seats that a trip has. */
export const maxSeats = 100;

const listed = 'not is_deleted';

const TripSchema = defineEntity({
  name: 'Trip',
  tableName: 'trips',
  properties: {
    ...standardColumns,
    fromCity: text(200),
    toCity: text(200),
    fromCityKey: text(cityKeyLength).onCreate((trip) => cityKey(trip.fromCity)),
    toCityKey: text(cityKeyLength).onCreate((trip) => cityKey(trip.toCity)),
    departureTimeUtc: instant(),
    arrivalTimeUtc: instant().nullable(),
    description: text(1000).nullable(),
    price: amount(),
    status: text(20).$type<TripStatus>(),
    availableSeats: p.integer(),
    totalSeats: p.integer(),
    vehicleId: text(50).index('trips_vehicle_id_index'),
    driverId: text(50),
    version: p.integer().version(),
    remindedAt: instant().nullable(),
    bookingApproval: text(20).$type<BookingApproval>().default('DRIVER'),
  },
  // Each filters by its first columns and orders by the next. The other filters follow, so that rows that do not match are
  // skipped in the index. Columns that bookings change, such as `availableSeats`, are in none: a booking updates no index.
  indexes: [
    {
      name: 'trips_route_departure_index',
      properties: ['status', 'toCityKey', 'fromCityKey', 'departureTimeUtc', 'id', 'price', 'totalSeats'],
      where: listed,
    },
    {
      name: 'trips_origin_departure_index',
      properties: ['status', 'fromCityKey', 'departureTimeUtc', 'id', 'price', 'totalSeats'],
      where: listed,
    },
    {
      name: 'trips_departure_index',
      properties: ['status', 'departureTimeUtc', 'id', 'price', 'totalSeats', 'toCityKey'],
      where: listed,
    },
    {
      name: 'trips_route_price_index',
      properties: ['status', 'fromCityKey', 'toCityKey', 'price', 'id', 'departureTimeUtc', 'totalSeats'],
      where: listed,
    },
    {
      name: 'trips_price_index',
      properties: ['status', 'price', 'id', 'departureTimeUtc', 'totalSeats', 'fromCityKey', 'toCityKey'],
      where: listed,
    },
    {
      name: 'trips_created_index',
      properties: ['status', 'createdAt', 'id', 'departureTimeUtc', 'price', 'totalSeats', 'fromCityKey', 'toCityKey'],
      where: listed,
    },
    { name: 'trips_driver_index', properties: ['driverId', 'id', 'status', 'departureTimeUtc'], where: listed },
  ],
  checks: [
    { name: 'trips_price_check', expression: 'price > 0' },
    { name: 'trips_available_seats_check', expression: 'available_seats >= 0 and available_seats <= total_seats' },
    { name: 'trips_total_seats_check', expression: `total_seats >= 1 and total_seats <= ${maxSeats}` },
    { name: 'trips_arrival_check', expression: 'arrival_time_utc > departure_time_utc' },
    { name: 'trips_booking_approval_check', expression: `booking_approval in ('DRIVER', 'INSTANT')` },
    { name: 'trips_status_check', expression: `status in ('SCHEDULED', 'STARTED', 'COMPLETED', 'CANCELLED')` },
  ],
  filters,
});

/** A trip between two cities. `availableSeats` is `totalSeats` less the active bookings and the blocked seats. */
export class Trip extends TripSchema.class {
  /** @throws Refusal INVALID_TRANSITION unless SCHEDULED. */
  start(now: Date): void {
    this.transition('SCHEDULED', 'STARTED', now);
  }

  /** @throws Refusal INVALID_TRANSITION unless STARTED. */
  complete(now: Date): void {
    this.transition('STARTED', 'COMPLETED', now);
  }

  /** @throws Refusal INVALID_TRANSITION unless SCHEDULED. */
  cancel(now: Date): void {
    this.transition('SCHEDULED', 'CANCELLED', now);
  }

  /** @throws Refusal INVALID_TRANSITION to the status `to` unless SCHEDULED. */
  requireScheduled(to: TripStatus): void {
    if (this.status !== 'SCHEDULED') throw new Refusal('INVALID_TRANSITION', { from: this.status, to });
  }

  /** Changes the departure. A reminder of the old one does not count for the new one. */
  moveDeparture(departureTimeUtc: Date): void {
    this.departureTimeUtc = departureTimeUtc;
    this.remindedAt = null;
  }

  /** Whether the trip departs within `lead` milliseconds and no reminder was sent. */
  isReminderDue(now: Date, lead: number): boolean {
    const ahead = this.departureTimeUtc.getTime() - now.getTime();
    return this.status === 'SCHEDULED' && !this.remindedAt && ahead > 0 && ahead <= lead;
  }

  /** Records that the reminder was sent. */
  recordReminder(now: Date): void {
    this.remindedAt = now;
    this.updatedAt = now;
  }

  /** Changes the number of seats. Taken seats stay taken. */
  resize(totalSeats: number): void {
    this.availableSeats += totalSeats - this.totalSeats;
    this.totalSeats = totalSeats;
  }

  private transition(from: TripStatus, to: TripStatus, now: Date): void {
    if (this.status !== from) throw new Refusal('INVALID_TRANSITION', { from: this.status, to });
    this.status = to;
    this.updatedAt = now;
  }

  /** Makes available seats unavailable. */
  takeSeats(count: number, now: Date): void {
    this.availableSeats -= count;
    this.updatedAt = now;
  }

  /** Makes seats available again. */
  releaseSeats(count: number, now: Date): void {
    this.availableSeats += count;
    this.updatedAt = now;
  }
}
TripSchema.setClass(Trip);

/** The columns that a list of trips reads. */
export const tripFacts = [
  'id',
  'fromCity',
  'toCity',
  'departureTimeUtc',
  'arrivalTimeUtc',
  'description',
  'price',
  'status',
  'bookingApproval',
  'availableSeats',
  'totalSeats',
  'vehicleId',
  'driverId',
  'createdAt',
  'updatedAt',
] as const satisfies (keyof Trip)[];
export type TripFacts = Pick<Trip, (typeof tripFacts)[number]>;

/** The reason that a trip cannot be booked now; null when it can. */
export function unbookableReason(
  { status, departureTimeUtc }: Pick<Trip, 'status' | 'departureTimeUtc'>,
  now: Date,
): string | null {
  if (status !== 'SCHEDULED') return status;
  return departureTimeUtc <= now ? 'DEPARTED' : null;
}
