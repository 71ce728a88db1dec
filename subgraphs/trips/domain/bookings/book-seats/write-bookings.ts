import type { EntityManager } from '@mikro-orm/postgresql';
import { type NamedStatement, namedStatement, runNamed } from '#platform/database/named-statements.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import { takesSeat } from '../../../entities/seat-booking.ts';
import type { TripFacts } from '../../../entities/trip.ts';
import { bookingConfirmedType } from '../../../events/published.ts';
import { passengerLimits } from './passenger-limits.ts';

export interface NewKey {
  id: string;
  account_id: string;
  key: string;
  request_hash: string;
  result_ids: readonly string[];
}

export interface NewBooking {
  id: string;
  seat_number: number;
  passenger_id: string;
  passenger_name: string;
  passenger_phone: string;
  /**
   * Its events, `booking-requested` first. Those of the booking are without the trip's data: the statement adds that from the locked
   * trip.
   */
  events: CloudEvent[];
  /** The id of the `booking-confirmed` event, which the statement derives from the first event if the trip confirms at once. */
  confirmed_event_id: string;
}

/** The rows to write for one trip. */
export interface TripBookings {
  tripId: string;
  now: Date;
  keys: readonly NewKey[];
  bookings: readonly NewBooking[];
  /** The passengers to whom the limits apply, with how many of the seats are theirs. */
  passengers: ReadonlyMap<string, number>;
}

/** The columns of {@link TripFacts}. */
const tripColumns = [
  'id',
  'from_city',
  'to_city',
  'departure_time_utc',
  'arrival_time_utc',
  'description',
  'price',
  'status',
  'booking_approval',
  'available_seats',
  'total_seats',
  'vehicle_id',
  'driver_id',
  'created_at',
  'updated_at',
] as const;

/** The event of a booking that is confirmed at once, from the event of its request. */
const confirmedEvent = `(jsonb_set(events -> 0, '{data,status}', '"CONFIRMED"')
  || jsonb_build_object('id', confirmed_event_id, 'type', '${bookingConfirmedType}'))`;

/**
 * Books seats of any number of trips. $1 trips, with $2 the number of seats of each, $3 the highest seat and $4 the time;
 * $5 keys, $6 bookings, $7 to $9 trips with passengers and their number of seats, $10 and $11 the passenger limits.
 *
 * Everything depends on `booked_trip`: either a trip is locked and its seats are taken, or nothing of it is written. After it
 * has waited for that lock, PostgreSQL reads the trip's row again, but nothing else: the subqueries keep the snapshot from the
 * start of the statement. So a seat or a key that another transaction took meanwhile is found by its unique index, which
 * fails the statement; that is why there is no "on conflict". The "case" hides its conditions from the planner, which
 * would otherwise scan an index of departures instead of finding the trip by id.
 *
 * A statement waits for the lock of one trip, or, with `skipLocked`, waits for none and takes several. So statements do not
 * deadlock: one that holds a trip waits for no other trip, and one that holds several waits for none. The keys
 * come after the trips, in the order of accounts.
 */
const bookStatement = ({ skipLocked }: { skipLocked: boolean }) => `with booking as (
     select * from rows from (jsonb_to_recordset($6::jsonb) as (
       id text, trip_id text, seat_number int, passenger_id text, passenger_name text, passenger_phone text, events jsonb,
       confirmed_event_id text)) with ordinality as booking (id, trip_id, seat_number, passenger_id, passenger_name,
       passenger_phone, events, confirmed_event_id, place)
   ), requested as (
     select * from unnest($1::text[], $2::int[], $3::int[], $4::timestamptz[]) as requested (trip_id, seats, highest, now)
     ${skipLocked ? 'cross join lateral (select from trips where id = trip_id for no key update skip locked) free' : ''}
   ), booked_trip as (
     update trips
     set available_seats = available_seats - seats, version = version + 1, updated_at = now
     from requested
     where trips.id = requested.trip_id
       and case when not is_deleted and status = 'SCHEDULED' and departure_time_utc > now
         then total_seats >= highest and available_seats >= seats end
       and not exists (
         select from booking
         cross join lateral (
           select from seat_bookings where trip_id = trips.id and seat_number = booking.seat_number
             and (${takesSeat}) limit 1
         ) taken
         where booking.trip_id = trips.id)
       and not exists (
         select from unnest($7::text[], $8::text[], $9::int[]) as limited (trip_id, passenger, seats)
         cross join lateral (
           select from seat_bookings where passenger_id = passenger and status in ('PENDING', 'CONFIRMED') and not is_deleted
           having count(*) filter (where seat_bookings.trip_id = trips.id) + limited.seats > $10::int
             or trips.booking_approval <> 'INSTANT'
               and count(*) filter (where status = 'PENDING') + limited.seats > $11::int
         ) too_many
         where limited.trip_id = trips.id)
     returning ${tripColumns.map((column) => `trips.${column}`)}, now, booking_approval = 'INSTANT' as instant, jsonb_build_object(
       'driverId', driver_id, 'fromCity', from_city, 'toCity', to_city,
       'departureTime', to_char(departure_time_utc at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
     ) || case when booking_approval = 'INSTANT' then '{"approval": "INSTANT"}'::jsonb else '{}' end as journey
   ), written_key as (
     insert into idempotency_keys (id, created_at, updated_at, account_id, operation, key, request_hash, result_ids)
     select key.id, now, now, account_id, 'bookSeats', key.key, request_hash, result_ids
     from jsonb_to_recordset($5::jsonb)
       as key (id text, trip_id text, account_id text, key text, request_hash text, result_ids jsonb)
     join booked_trip on booked_trip.id = trip_id
     order by account_id, key.key
   ), written_booking as (
     insert into seat_bookings (id, created_at, updated_at, trip_id, seat_number, passenger_id, passenger_name,
       passenger_phone, status, price, booked_at_utc, confirmed_at_utc)
     select booking.id, now, now, trip_id, seat_number, passenger_id, passenger_name,
       passenger_phone, case when instant then 'CONFIRMED' else 'PENDING' end, price, now, case when instant then now end
     from booking join booked_trip on booked_trip.id = trip_id
   ), written_event as (
     insert into messaging.outbox (id, message_type, subject, body, created_at)
     select event ->> 'id', event ->> 'type', trip_id,
       case when event #> '{data,bookingId}' is null then event
         else jsonb_set(event, '{data}', (event -> 'data') || journey) end, now
     from booking join booked_trip on booked_trip.id = trip_id
     cross join lateral jsonb_array_elements(case when instant then events || ${confirmedEvent} else events end)
       with ordinality as published (event, step)
     order by place, step
   )
   select trip_id, ${tripColumns.map((column) => `booked_trip.${column}`)} from requested
   left join booked_trip on booked_trip.id = trip_id`;

const bookOneTrip = namedStatement('book_seats', bookStatement({ skipLocked: false }));
const bookFreeTrips = namedStatement('book_seats_of_free_trips', bookStatement({ skipLocked: true }));

/** The trip's columns are null when nothing was written for it. Instants are texts. */
interface ResultRow {
  trip_id: string;
  id: string | null;
  from_city: string;
  to_city: string;
  departure_time_utc: string;
  arrival_time_utc: string | null;
  description: string | null;
  price: string;
  status: TripFacts['status'];
  booking_approval: TripFacts['bookingApproval'];
  available_seats: number;
  total_seats: number;
  vehicle_id: string;
  driver_id: string;
  created_at: string;
  updated_at: string;
}

/**
 * Writes all bookings of one trip, with their keys and events. Returns the trip with them, or null, with nothing written, when any of them is refused.
 * Fails with a violation of the unique index of seats or keys, and writes nothing, when a concurrent transaction was first.
 */
export async function writeBookings(em: EntityManager, trip: TripBookings): Promise<TripFacts | null> {
  const [row] = await write(em, bookOneTrip, [trip]);
  return bookedTrip(row);
}

/**
 * As {@link writeBookings} for several trips, each decided on its own. The result omits trips that another transaction has
 * locked. A violation undoes all of them.
 */
export async function writeBookingsOfFreeTrips(
  em: EntityManager,
  trips: readonly TripBookings[],
): Promise<Map<string, TripFacts | null>> {
  const rows = await write(em, bookFreeTrips, trips);
  return new Map(rows.map((row) => [row.trip_id, bookedTrip(row)]));
}

function bookedTrip(row: ResultRow | undefined): TripFacts | null {
  if (!row?.id) return null;
  return {
    id: row.id,
    fromCity: row.from_city,
    toCity: row.to_city,
    departureTimeUtc: new Date(row.departure_time_utc),
    arrivalTimeUtc: row.arrival_time_utc === null ? null : new Date(row.arrival_time_utc),
    description: row.description,
    price: row.price,
    status: row.status,
    bookingApproval: row.booking_approval,
    availableSeats: row.available_seats,
    totalSeats: row.total_seats,
    vehicleId: row.vehicle_id,
    driverId: row.driver_id,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  };
}

function write(em: EntityManager, statement: NamedStatement, trips: readonly TripBookings[]): Promise<ResultRow[]> {
  const limited = trips.flatMap(({ tripId, passengers }) => [...passengers].map((each) => [tripId, ...each] as const));
  const withTripId = <Row>(rowsOf: (trip: TripBookings) => readonly Row[]) =>
    JSON.stringify(trips.flatMap((trip) => rowsOf(trip).map((row) => ({ ...row, trip_id: trip.tripId }))));
  return runNamed<ResultRow>(em, statement, [
    trips.map(({ tripId }) => tripId),
    trips.map(({ bookings }) => bookings.length),
    trips.map(({ bookings }) => Math.max(...bookings.map((booking) => booking.seat_number))),
    trips.map(({ now }) => now.toISOString()),
    withTripId(({ keys }) => keys),
    withTripId(({ bookings }) => bookings),
    limited.map(([tripId]) => tripId),
    limited.map(([, passenger]) => passenger),
    limited.map(([, , seats]) => seats),
    passengerLimits.onTrip,
    passengerLimits.pending,
  ]);
}
