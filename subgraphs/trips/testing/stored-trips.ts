import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { idGenerator } from '#platform/ids.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import { type BookingStatus, SeatBooking } from '../entities/seat-booking.ts';
import { Trip, type TripStatus } from '../entities/trip.ts';
import { driverId, passengerId, vehicleId } from './harness.ts';

/** A trip to store in any state, reachable or not. */
export interface TripToStore {
  status?: TripStatus;
  departure: Date;
  driverId?: string;
  /** By default, the seats without an active booking. */
  availableSeats?: number;
  bookings?: BookingToStore[];
}

export interface BookingToStore {
  status: BookingStatus;
  bookedAt: Date;
  /** By default, seats are booked from 1 on. */
  seat?: number;
  passengerId?: string;
}

export const storedSeats = 12;

const idAt = (prefix: string, time: Date) => idGenerator({ now: () => time })(prefix);

/** Inserts trips and their bookings directly, without events. Returns the trip ids in order. */
export async function storeTrips(orm: MikroORM, trips: readonly TripToStore[]): Promise<string[]> {
  const em = orm.em.fork();
  const rows = trips.map(({ bookings = [], ...trip }) => ({ id: idAt('t', createdAt(bookings)), trip, bookings }));
  await em.insertMany(
    Trip,
    rows.map(({ id, trip, bookings }) => tripRow(id, trip, bookings)),
  );
  const booked = rows.flatMap(({ id, bookings }) => bookings.map((booking, at) => bookingRow(id, booking, at + 1)));
  if (booked.length > 0) await em.insertMany(SeatBooking, booked);
  return rows.map(({ id }) => id);
}

/** A trip is as old as the oldest of its bookings. */
const createdAt = (bookings: readonly BookingToStore[]): Date =>
  bookings.length === 0 ? new Date() : new Date(Math.min(...bookings.map(({ bookedAt }) => bookedAt.getTime())));

function tripRow(id: string, { departure, ...trip }: TripToStore, bookings: readonly BookingToStore[]) {
  const taken = bookings.filter(({ status }) => status !== 'CANCELLED').length;
  return {
    id,
    createdAt: departure,
    updatedAt: departure,
    fromCity: 'Riyadh',
    toCity: 'Jeddah',
    fromCityKey: 'riyadh',
    toCityKey: 'jeddah',
    departureTimeUtc: departure,
    price: '120.00',
    status: trip.status ?? 'SCHEDULED',
    totalSeats: storedSeats,
    availableSeats: trip.availableSeats ?? storedSeats - taken,
    vehicleId,
    driverId: trip.driverId ?? driverId,
    version: 1,
  };
}

function bookingRow(tripId: string, { status, bookedAt, ...booking }: BookingToStore, seat: number) {
  return {
    id: idAt('b', bookedAt),
    createdAt: bookedAt,
    updatedAt: bookedAt,
    trip: tripId,
    seatNumber: booking.seat ?? seat,
    passengerId: booking.passengerId ?? passengerId,
    passengerName: 'Mona',
    passengerPhone: '+966500000001',
    status,
    price: '120.00',
    bookedAtUtc: bookedAt,
    confirmedAtUtc: status === 'CONFIRMED' || status === 'COMPLETED' ? bookedAt : null,
    cancelledAtUtc: status === 'CANCELLED' ? bookedAt : null,
  };
}

/** A trip with its bookings and events. */
export interface StoredTrip {
  id: string;
  status: TripStatus;
  available_seats: number;
  bookings: { id: string; seat_number: number; status: BookingStatus; cancellation_reason: string | null }[];
  events: CloudEvent<Record<string, unknown>>[];
  /** All columns of the trip and its bookings, stops and events as text, to detect any change. */
  everything: string;
}

/** Reads these trips as they are stored, in order. */
export async function readTrips(em: EntityManager, ids: readonly string[]): Promise<StoredTrip[]> {
  const rows = await em.getConnection().execute<StoredTrip[]>(
    `select id, status, available_seats, bookings, events,
       concat_ws(' ', to_jsonb(t), bookings, stops, events) as everything
     from trips t
     cross join lateral (select coalesce(jsonb_agg(b order by seat_number, id), '[]') as bookings
       from seat_bookings b where trip_id = t.id) booked
     cross join lateral (select coalesce(jsonb_agg(s order by stop_order), '[]') as stops
       from trip_stops s where trip_id = t.id) route
     cross join lateral (select coalesce(jsonb_agg(body order by position), '[]') as events
       from messaging.outbox where subject = t.id and message_type <> 'trips.change-recorded.v1') published
     where id in (?)`,
    [ids],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = byId.get(id);
    if (!row) throw new Error(`no trip ${id}`);
    return row;
  });
}

/** The state of a trip that scheduled jobs may change. */
export async function stateOf(orm: MikroORM, tripId: string) {
  const [trip] = await readTrips(orm.em, [tripId]);
  return {
    status: trip?.status,
    available: trip?.available_seats,
    /** The statuses of the bookings, ordered by seat. */
    bookings: trip?.bookings.map(({ status }) => status),
    /** The type of each event, with its cause or its passengers. */
    events: trip?.events.map(({ type, data }) => [type, data.cause ?? data.passengerIds]),
  };
}

/** Deletes all trips with everything that belongs to them. */
export async function deleteTrips(orm: MikroORM): Promise<void> {
  await orm.em
    .getConnection()
    .execute(
      'delete from trip_stops; delete from seat_bookings; delete from waitlist_entries; delete from trips; delete from idempotency_keys; delete from messaging.outbox',
    );
}
