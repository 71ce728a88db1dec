import type { EntityManager } from '@mikro-orm/postgresql';
import { namedStatement, runNamed } from '#platform/database/named-statements.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import type { TripStatus } from '../entities/trip.ts';
import type { Journey } from '../events.ts';

/** What is asked, for one trip: seats of any number of requests. */
export interface Asked {
  tripId: string;
  seats: readonly number[];
  /** The idempotency keys, each of its account. */
  keys: readonly { accountId: string; key: string }[];
  /** Whose seats to count. */
  passengers: readonly string[];
}

/** What the database says of a trip and of what is asked of it, all at one instant. */
export interface Findings {
  /** Null where there is no such trip. */
  status: TripStatus | null;
  departure_time_utc: string;
  total_seats: number;
  /** Which of the seats are held. */
  taken: number[] | null;
  /** Which of the idempotency keys were used. */
  priors: { account_id: string; key: string; request_hash: string; result_ids: string[] }[] | null;
  /** How many seats the passengers hold that may still change. */
  loads: { passenger_id: string; on_trip: number; pending: number }[] | null;
}

/**
 * $1 trip, $2 seats, $3 and $4 accounts and their keys, $5 passengers. The subqueries under `lateral` look at what is one
 * key's or one passenger's by an index, whatever the size of the tables.
 */
const look = namedStatement(
  'look_at_seats',
  `select trip.status, trip.departure_time_utc, trip.total_seats,
     (select jsonb_agg(seat_number order by seat_number) from seat_bookings
      where trip_id = $1 and seat_number = any ($2::int[])
        and status in ('PENDING', 'CONFIRMED', 'COMPLETED') and not is_deleted) as taken,
     (select jsonb_agg(to_jsonb(prior)) from unnest($3::text[], $4::text[]) as asked (account_id, key)
      cross join lateral (
        select account_id, key, request_hash, result_ids from idempotency_keys
        where account_id = asked.account_id and operation = 'bookSeats' and key = asked.key limit 1
      ) prior) as priors,
     (select jsonb_agg(jsonb_build_object('passenger_id', passenger, 'on_trip', on_trip, 'pending', pending))
      from unnest($5::text[]) as passenger
      cross join lateral (
        select count(*) filter (where trip_id = $1) as on_trip, count(*) filter (where status = 'PENDING') as pending
        from seat_bookings where passenger_id = passenger and status in ('PENDING', 'CONFIRMED') and not is_deleted
      ) held) as loads
   from (values (1)) one left join trips trip on trip.id = $1 and not trip.is_deleted`,
);

/** Looks, and writes nothing. */
export async function lookAtSeats(em: EntityManager, asked: Asked): Promise<Findings> {
  const { tripId, seats, keys, passengers } = asked;
  const [found] = await runNamed<Findings>(em, look, [
    tripId,
    seats,
    keys.map(({ accountId }) => accountId),
    keys.map(({ key }) => key),
    passengers,
  ]);
  if (!found) throw new Error('a look without a row');
  return found;
}

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
  /** Told of it, but for the journey, which is the locked trip's. */
  event: CloudEvent;
}

/** What is to be written. */
export interface ToBook {
  tripId: string;
  now: Date;
  keys: readonly NewKey[];
  bookings: readonly NewBooking[];
  /** The passengers whose bookings are limited, with how many of the seats are theirs. */
  passengers: ReadonlyMap<string, number>;
  limits: { onTrip: number; pending: number };
}

/**
 * $1 trip, $2 seats, $3 now, $4 keys, $5 bookings, $6 and $7 passengers and their seats, $8 and $9 the limits.
 *
 * Everything hangs on `held`: the trip is locked and its seats are taken away, or nothing is written. Having waited for that
 * lock, PostgreSQL reads the trip's row again, but nothing else: what the subqueries saw stays what it was when the
 * statement began. So a seat that another transaction has taken meanwhile, and a key that was used before, are found by
 * their unique indexes, which undo the statement; that is why nothing here says "on conflict". The locks are taken in
 * one order, the trip, the keys by account, the seats, so that no two statements wait for each other. The "case" leaves
 * the planner nothing but the id to find the trip by: an index of departures would do, and would be walked.
 */
const book = namedStatement(
  'book_seats',
  `with new as (
     select * from jsonb_to_recordset($5::jsonb)
       as new (id text, seat_number int, passenger_id text, passenger_name text, passenger_phone text, event jsonb)
   ), held as (
     update trips
     set available_seats = available_seats - cardinality($2::int[]), version = version + 1, updated_at = $3::timestamptz
     where id = $1
       and case when not is_deleted and status = 'SCHEDULED' and departure_time_utc > $3::timestamptz
         then total_seats >= all ($2::int[]) and available_seats >= cardinality($2::int[]) end
       and not exists (
         select from seat_bookings where trip_id = $1 and seat_number = any ($2::int[])
           and status in ('PENDING', 'CONFIRMED', 'COMPLETED') and not is_deleted)
       and not exists (
         select from unnest($6::text[], $7::int[]) as asked (passenger, seats)
         cross join lateral (
           select from seat_bookings where passenger_id = passenger and status in ('PENDING', 'CONFIRMED') and not is_deleted
           having count(*) filter (where trip_id = $1) + seats > $8::int
             or count(*) filter (where status = 'PENDING') + seats > $9::int
         ) too_many)
     returning price, jsonb_build_object(
       'driverId', driver_id, 'fromCity', from_city, 'toCity', to_city,
       'departureTime', to_char(departure_time_utc at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
     ) as journey
   ), kept as (
     insert into idempotency_keys (id, created_at, updated_at, account_id, operation, key, request_hash, result_ids)
     select id, $3::timestamptz, $3::timestamptz, account_id, 'bookSeats', key, request_hash, result_ids
     from held cross join jsonb_to_recordset($4::jsonb)
       as new (id text, account_id text, key text, request_hash text, result_ids jsonb)
     order by account_id, key
   ), booked as (
     insert into seat_bookings (id, created_at, updated_at, trip_id, seat_number, passenger_id, passenger_name,
       passenger_phone, status, price, booked_at_utc)
     select id, $3::timestamptz, $3::timestamptz, $1, seat_number, passenger_id, passenger_name,
       passenger_phone, 'PENDING', price, $3::timestamptz
     from held cross join new
   ), told as (
     insert into messaging.outbox (id, message_type, subject, body, created_at)
     select event ->> 'id', event ->> 'type', $1, jsonb_set(event, '{data}', (event -> 'data') || journey), $3::timestamptz
     from held cross join new
   )
   select price, journey from held`,
);

/**
 * Books all of the seats, with their keys and events, and returns the trip's price and journey; or null, with nothing
 * written, where something stands against any of it. A violation of the unique index of seats or of keys is a race that was
 * lost, with nothing written either.
 */
export async function writeBookings(
  em: EntityManager,
  { tripId, now, keys, bookings, passengers, limits }: ToBook,
): Promise<{ price: string; journey: Journey } | null> {
  const [held] = await runNamed<{ price: string; journey: Journey }>(em, book, [
    tripId,
    bookings.map((booking) => booking.seat_number),
    now.toISOString(),
    JSON.stringify(keys),
    JSON.stringify(bookings),
    [...passengers.keys()],
    [...passengers.values()],
    limits.onTrip,
    limits.pending,
  ]);
  return held ?? null;
}
