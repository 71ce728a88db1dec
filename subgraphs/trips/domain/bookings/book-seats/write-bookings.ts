import type { EntityManager } from '@mikro-orm/postgresql';
import { type NamedStatement, namedStatement, runNamed } from '#platform/database/named-statements.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import type { TripStatus } from '../../../entities/trip.ts';
import type { Journey } from '../../../events/published.ts';
import { passengerLimits } from './passenger-limits.ts';

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

/** What is to be written of one trip. */
export interface ToBook {
  tripId: string;
  now: Date;
  keys: readonly NewKey[];
  bookings: readonly NewBooking[];
  /** The passengers whose bookings are limited, with how many of the seats are theirs. */
  passengers: ReadonlyMap<string, number>;
}

/** The trip that was booked. */
export interface Held {
  price: string;
  journey: Journey;
}

/**
 * For any number of trips: $1 trips, with $2 how many seats of each are asked for, $3 the highest of them and $4 its now;
 * $5 keys, $6 bookings, $7 to $9 trips with passengers and their seats, $10 and $11 the limits.
 *
 * Everything hangs on `held`: a trip is locked and its seats are taken away, or nothing of it is written. Having waited for
 * that lock, PostgreSQL reads the trip's row again, but nothing else: what the subqueries saw stays what it was when the
 * statement began. So a seat that another transaction has taken meanwhile, and a key that was used before, are found by
 * their unique indexes, which undo the statement; that is why nothing here says "on conflict". The "case" leaves the
 * planner nothing but the id to find the trip by: an index of departures would do, and would be walked.
 *
 * One trip's lock is waited for, or, with `skipping`, none is, and there may be several trips: no two statements wait for
 * each other, because who has one trip waits for no other, and who has several for none; the keys come after, by account.
 */
const bookStatement = ({ skipping }: { skipping: boolean }) => `with new as (
     select * from jsonb_to_recordset($6::jsonb) as new (
       id text, trip_id text, seat_number int, passenger_id text, passenger_name text, passenger_phone text, event jsonb)
   ), asked as (
     select * from unnest($1::text[], $2::int[], $3::int[], $4::timestamptz[]) as asked (trip_id, seats, highest, now)
     ${skipping ? 'cross join lateral (select from trips where id = trip_id for no key update skip locked) free' : ''}
   ), held as (
     update trips
     set available_seats = available_seats - seats, version = version + 1, updated_at = now
     from asked
     where trips.id = asked.trip_id
       and case when not is_deleted and status = 'SCHEDULED' and departure_time_utc > now
         then total_seats >= highest and available_seats >= seats end
       and not exists (
         select from new
         cross join lateral (
           select from seat_bookings where trip_id = trips.id and seat_number = new.seat_number
             and status in ('PENDING', 'CONFIRMED', 'COMPLETED') and not is_deleted limit 1
         ) taken
         where new.trip_id = trips.id)
       and not exists (
         select from unnest($7::text[], $8::text[], $9::int[]) as limited (trip_id, passenger, seats)
         cross join lateral (
           select from seat_bookings where passenger_id = passenger and status in ('PENDING', 'CONFIRMED') and not is_deleted
           having count(*) filter (where seat_bookings.trip_id = trips.id) + limited.seats > $10::int
             or count(*) filter (where status = 'PENDING') + limited.seats > $11::int
         ) too_many
         where limited.trip_id = trips.id)
     returning trips.id, price, now, jsonb_build_object(
       'driverId', driver_id, 'fromCity', from_city, 'toCity', to_city,
       'departureTime', to_char(departure_time_utc at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
     ) as journey
   ), kept as (
     insert into idempotency_keys (id, created_at, updated_at, account_id, operation, key, request_hash, result_ids)
     select new.id, now, now, account_id, 'bookSeats', key, request_hash, result_ids
     from jsonb_to_recordset($5::jsonb)
       as new (id text, trip_id text, account_id text, key text, request_hash text, result_ids jsonb)
     join held on held.id = trip_id
     order by account_id, key
   ), booked as (
     insert into seat_bookings (id, created_at, updated_at, trip_id, seat_number, passenger_id, passenger_name,
       passenger_phone, status, price, booked_at_utc)
     select new.id, now, now, trip_id, seat_number, passenger_id, passenger_name,
       passenger_phone, 'PENDING', price, now
     from new join held on held.id = trip_id
   ), told as (
     insert into messaging.outbox (id, message_type, subject, body, created_at)
     select event ->> 'id', event ->> 'type', trip_id, jsonb_set(event, '{data}', (event -> 'data') || journey), now
     from new join held on held.id = trip_id
   )
   select trip_id, price, journey from asked left join held on held.id = trip_id`;

const bookOne = namedStatement('book_seats', bookStatement({ skipping: false }));
const bookFree = namedStatement('book_seats_of_free_trips', bookStatement({ skipping: true }));

interface Booked extends Held {
  trip_id: string;
}

/**
 * Books all of the seats, with their keys and events, and returns the trip's price and journey; or null, with nothing
 * written, where something stands against any of it. A violation of the unique index of seats or of keys is a race that was
 * lost, with nothing written either.
 */
export async function writeBookings(em: EntityManager, toBook: ToBook): Promise<Held | null> {
  const [held] = await write(em, bookOne, [toBook]);
  return held?.price ? held : null;
}

/**
 * The same of several trips, each by itself; those that another transaction has locked are left out of what is returned.
 * A violation undoes them all.
 */
export async function writeBookingsOfFreeTrips(
  em: EntityManager,
  toBook: readonly ToBook[],
): Promise<Map<string, Held | null>> {
  const found = await write(em, bookFree, toBook);
  return new Map(found.map((trip) => [trip.trip_id, trip.price ? trip : null]));
}

function write(em: EntityManager, statement: NamedStatement, toBook: readonly ToBook[]): Promise<Booked[]> {
  const limited = toBook.flatMap(({ tripId, passengers }) => [...passengers].map((each) => [tripId, ...each] as const));
  const ofTrip = <Row>(rows: (toBook: ToBook) => readonly Row[]) =>
    JSON.stringify(toBook.flatMap((each) => rows(each).map((row) => ({ ...row, trip_id: each.tripId }))));
  return runNamed<Booked>(em, statement, [
    toBook.map(({ tripId }) => tripId),
    toBook.map(({ bookings }) => bookings.length),
    toBook.map(({ bookings }) => Math.max(...bookings.map((booking) => booking.seat_number))),
    toBook.map(({ now }) => now.toISOString()),
    ofTrip(({ keys }) => keys),
    ofTrip(({ bookings }) => bookings),
    limited.map(([tripId]) => tripId),
    limited.map(([, passenger]) => passenger),
    limited.map(([, , seats]) => seats),
    passengerLimits.onTrip,
    passengerLimits.pending,
  ]);
}
