import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { idGenerator } from '#platform/ids.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import { type BookingStatus, SeatBooking } from '../entities/seat-booking.ts';
import { Trip, type TripStatus } from '../entities/trip.ts';
import { driverId, passengerId, vehicleId } from './harness.ts';

/** A trip as a test wants it stored, whether or not steps lead there. */
export interface TripToStore {
  status?: TripStatus;
  departure: Date;
  driverId?: string;
  /** By default what the bookings leave. */
  availableSeats?: number;
  bookings?: BookingToStore[];
}

export interface BookingToStore {
  status: BookingStatus;
  bookedAt: Date;
  /** By default seats are booked from 1 on. */
  seat?: number;
  passengerId?: string;
}

export const storedSeats = 12;

const newId = idGenerator({ now: () => new Date() });

/** Writes trips and their bookings past all steps: no event tells of them. Returns their ids, in the same order. */
export async function storeTrips(orm: MikroORM, trips: readonly TripToStore[]): Promise<string[]> {
  const em = orm.em.fork();
  const rows = trips.map(({ bookings = [], ...trip }) => ({ id: newId('t'), trip, bookings }));
  await em.insertMany(
    Trip,
    rows.map(({ id, trip, bookings }) => tripRow(id, trip, bookings)),
  );
  const booked = rows.flatMap(({ id, bookings }) => bookings.map((booking, at) => bookingRow(id, booking, at + 1)));
  if (booked.length > 0) await em.insertMany(SeatBooking, booked);
  return rows.map(({ id }) => id);
}

function tripRow(id: string, { departure, ...trip }: TripToStore, bookings: readonly BookingToStore[]) {
  const held = bookings.filter(({ status }) => status !== 'CANCELLED').length;
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
    availableSeats: trip.availableSeats ?? storedSeats - held,
    vehicleId,
    driverId: trip.driverId ?? driverId,
    version: 1,
  };
}

function bookingRow(tripId: string, { status, bookedAt, ...booking }: BookingToStore, seat: number) {
  return {
    id: newId('b'),
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

/** A trip with all that belongs to it. */
export interface StoredTrip {
  id: string;
  status: TripStatus;
  available_seats: number;
  bookings: { id: string; seat_number: number; status: BookingStatus; cancellation_reason: string | null }[];
  events: CloudEvent<Record<string, unknown>>[];
  /** Every column of the trip, its bookings, its stops and its events: equal where nothing changed. */
  everything: string;
}

/** Reads these trips as they are stored, in the same order. */
export async function readTrips(em: EntityManager, ids: readonly string[]): Promise<StoredTrip[]> {
  const rows = await em.getConnection().execute<StoredTrip[]>(
    `select id, status, available_seats, bookings, events,
       concat_ws(' ', to_jsonb(t), bookings, stops, events) as everything
     from trips t
     cross join lateral (select coalesce(jsonb_agg(b order by seat_number, id), '[]') as bookings
       from seat_bookings b where trip_id = t.id) booked
     cross join lateral (select coalesce(jsonb_agg(s order by stop_order), '[]') as stops
       from trip_stops s where trip_id = t.id) way
     cross join lateral (select coalesce(jsonb_agg(body order by position), '[]') as events
       from messaging.outbox where subject = t.id) told
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
