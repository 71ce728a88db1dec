import { defineEntity, p } from '@mikro-orm/postgresql';
import { amount, filters, instant, standardColumns, text } from '#platform/database/standard-columns.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { cityKey, cityKeyLength } from './city-key.ts';

export const tripStatuses = ['SCHEDULED', 'STARTED', 'COMPLETED', 'CANCELLED'] as const;
export type TripStatus = (typeof tripStatuses)[number];

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
  },
  // Each finds by its first columns and orders by the next; what else may be asked follows, so that the rows that don't fit
  // are passed over in the index. What bookings change, `availableSeats` among it, is in none: a booking writes no index.
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
    { name: 'trips_driver_index', properties: ['driverId', 'id', 'status'], where: listed },
  ],
  checks: [
    { name: 'trips_price_check', expression: 'price > 0' },
    { name: 'trips_available_seats_check', expression: 'available_seats >= 0 and available_seats <= total_seats' },
    { name: 'trips_total_seats_check', expression: 'total_seats >= 1 and total_seats <= 100' },
    { name: 'trips_arrival_check', expression: 'arrival_time_utc > departure_time_utc' },
    { name: 'trips_status_check', expression: `status in ('SCHEDULED', 'STARTED', 'COMPLETED', 'CANCELLED')` },
  ],
  filters,
});

/** A trip of a driver's vehicle between two cities. Its free seats are what its active bookings leave. */
export class Trip extends TripSchema.class {
  /** SCHEDULED to STARTED. Throws INVALID_TRANSITION. */
  start(now: Date): void {
    this.step('SCHEDULED', 'STARTED', now);
  }

  /** STARTED to COMPLETED. Throws INVALID_TRANSITION. */
  complete(now: Date): void {
    this.step('STARTED', 'COMPLETED', now);
  }

  /** SCHEDULED to CANCELLED. Throws INVALID_TRANSITION. */
  cancel(now: Date): void {
    this.step('SCHEDULED', 'CANCELLED', now);
  }

  /** Only a trip that has not begun may be changed. Throws INVALID_TRANSITION. */
  requireScheduled(to: TripStatus): void {
    if (this.status !== 'SCHEDULED') throw new Refusal('INVALID_TRANSITION', { from: this.status, to });
  }

  /** Another time of departure: whoever was reminded of the old one will be reminded of it. */
  moveDeparture(departureTimeUtc: Date): void {
    this.departureTimeUtc = departureTimeUtc;
    this.remindedAt = null;
  }

  /** Whether it departs within the lead, in milliseconds, and nobody was reminded of that. */
  isReminderDue(now: Date, lead: number): boolean {
    const ahead = this.departureTimeUtc.getTime() - now.getTime();
    return this.status === 'SCHEDULED' && !this.remindedAt && ahead > 0 && ahead <= lead;
  }

  /** Whoever takes part has been reminded. */
  remind(now: Date): void {
    this.remindedAt = now;
    this.updatedAt = now;
  }

  /** Another number of seats; those that are held stay held. */
  resize(totalSeats: number): void {
    this.availableSeats += totalSeats - this.totalSeats;
    this.totalSeats = totalSeats;
  }

  private step(from: TripStatus, to: TripStatus, now: Date): void {
    if (this.status !== from) throw new Refusal('INVALID_TRANSITION', { from: this.status, to });
    this.status = to;
    this.updatedAt = now;
  }

  /** Gives seats back. */
  releaseSeats(count: number, now: Date): void {
    this.availableSeats += count;
    this.updatedAt = now;
  }
}
TripSchema.setClass(Trip);

/** What a trip says, whether it is an entity or was only read to be shown. */
export const tripFacts = [
  'id',
  'fromCity',
  'toCity',
  'departureTimeUtc',
  'arrivalTimeUtc',
  'description',
  'price',
  'status',
  'availableSeats',
  'totalSeats',
  'vehicleId',
  'driverId',
  'createdAt',
  'updatedAt',
] as const satisfies (keyof Trip)[];
export type TripFacts = Pick<Trip, (typeof tripFacts)[number]>;

/** Why a trip can't be booked now, or null where it can. */
export function unbookableReason(
  { status, departureTimeUtc }: Pick<Trip, 'status' | 'departureTimeUtc'>,
  now: Date,
): string | null {
  if (status !== 'SCHEDULED') return status;
  return departureTimeUtc <= now ? 'DEPARTED' : null;
}
