import type { EntityManager } from '@mikro-orm/postgresql';
import { namedStatement, runNamed } from '#platform/database/named-statements.ts';
import type { CloudEvent } from '#platform/messaging/cloud-event.ts';
import type { TripStatus } from '../entities/trip.ts';

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
  /** What the passengers hold already. */
  loads: { passenger_id: string; on_trip: number; pending: number }[] | null;
}

/** The findings, and what was written: nothing where there is no price. */
export interface Booked extends Findings {
  price: string | null;
  events: CloudEvent[] | null;
}

/** What is asked, for one trip: seats of any number of requests. */
export interface Asked {
  tripId: string;
  seats: readonly number[];
  /** The idempotency keys, each of its account. */
  keys: readonly { accountId: string; key: string }[];
  /** The passengers whose bookings are limited, with how many seats each wants. */
  passengers: readonly { passengerId: string; seats: number }[];
}

/** What is to be written for it. */
export interface ToWrite {
  now: Date;
  limits: { onTrip: number; pending: number };
  keys: readonly { id: string; account_id: string; key: string; request_hash: string; result_ids: readonly string[] }[];
  bookings: readonly {
    id: string;
    seat_number: number;
    passenger_id: string;
    passenger_name: string;
    passenger_phone: string;
    /** Told of it; what it says of the trip is added from the locked row. */
    event: CloudEvent;
  }[];
}

/**
 * $1 trip, $2 seats, $3 and $4 accounts and their keys, $5 and $6 passengers and how many seats each wants. The subqueries
 * under `lateral` look at one row each by an index, whatever the size of the tables.
 */
const findings = `
  taken as materialized (
    select seat_number from seat_bookings
    where trip_id = $1 and seat_number = any ($2::int[]) and status in ('PENDING', 'CONFIRMED', 'COMPLETED') and not is_deleted
  ), prior as materialized (
    select used.* from unnest($3::text[], $4::text[]) as asked (account_id, key)
    cross join lateral (
      select account_id, key, request_hash, result_ids from idempotency_keys
      where account_id = asked.account_id and operation = 'bookSeats' and key = asked.key limit 1
    ) used
  ), load as materialized (
    select asked.passenger_id, asked.seats, held.* from unnest($5::text[], $6::int[]) as asked (passenger_id, seats)
    cross join lateral (
      select count(*) filter (where trip_id = $1) as on_trip, count(*) filter (where status = 'PENDING') as pending
      from seat_bookings
      where passenger_id = asked.passenger_id and status in ('PENDING', 'CONFIRMED') and not is_deleted
    ) held
  )`;

const selectFindings = `
  trip.status, trip.departure_time_utc, trip.total_seats,
  (select jsonb_agg(seat_number order by seat_number) from taken) as taken,
  (select jsonb_agg(to_jsonb(prior)) from prior) as priors,
  (select jsonb_agg(to_jsonb(load)) from load) as loads`;

const lookStatement = namedStatement(
  'look_at_seats',
  `with ${findings}
   select ${selectFindings} from (values (1)) one left join trips trip on trip.id = $1 and not trip.is_deleted`,
);

/**
 * Further: $7 now, $8 and $9 the limits of a passenger's seats on the trip and of pending ones, $10 keys, $11 bookings.
 *
 * Everything hangs on `held`: the trip is locked and has its seats taken away, or nothing is written. Having waited for that
 * lock, PostgreSQL reads the trip's row again, but nothing else: `taken`, `prior` and `load` stay what they were when the
 * statement began. So a seat or a key that another transaction has taken meanwhile is found by its unique index, which
 * undoes the statement; that is why nothing here says "on conflict". The locks are taken in one order, the trip, the keys
 * by account, the seats, so that no two statements wait for each other.
 */
const bookStatement = namedStatement(
  'book_seats',
  `with ${findings}, held as (
     update trips
     set available_seats = available_seats - cardinality($2::int[]), version = version + 1, updated_at = $7::timestamptz
     where id = $1 and not is_deleted and status = 'SCHEDULED' and departure_time_utc > $7::timestamptz
       and total_seats >= all ($2::int[]) and available_seats >= cardinality($2::int[])
       and not exists (select from taken) and not exists (select from prior)
       and not exists (select from load where on_trip + seats > $8::int or pending + seats > $9::int)
     returning price, jsonb_build_object(
       'driverId', driver_id, 'fromCity', from_city, 'toCity', to_city,
       'departureTime', to_char(departure_time_utc at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
     ) as journey
   ), kept as (
     insert into idempotency_keys (id, created_at, updated_at, account_id, operation, key, request_hash, result_ids)
     select id, $7::timestamptz, $7::timestamptz, account_id, 'bookSeats', key, request_hash, result_ids
     from held cross join jsonb_to_recordset($10::jsonb)
       as new (id text, account_id text, key text, request_hash text, result_ids jsonb)
     order by account_id, key
   ), booked as (
     insert into seat_bookings (id, created_at, updated_at, trip_id, seat_number, passenger_id, passenger_name,
       passenger_phone, status, price, booked_at_utc)
     select id, $7::timestamptz, $7::timestamptz, $1, seat_number, passenger_id, passenger_name,
       passenger_phone, 'PENDING', held.price, $7::timestamptz
     from held cross join jsonb_to_recordset($11::jsonb)
       as new (id text, seat_number int, passenger_id text, passenger_name text, passenger_phone text)
   ), told as (
     insert into messaging.outbox (id, message_type, subject, body, created_at)
     select event ->> 'id', event ->> 'type', $1, jsonb_set(event, '{data}', (event -> 'data') || held.journey), $7::timestamptz
     from held cross join jsonb_to_recordset($11::jsonb) as new (event jsonb)
     returning body
   )
   select (select price from held) as price, (select jsonb_agg(body) from told) as events, ${selectFindings}
   from (values (1)) one left join trips trip on trip.id = $1 and not trip.is_deleted`,
);

/** Looks, and writes nothing. */
export async function lookAtSeats(em: EntityManager, asked: Asked): Promise<Findings> {
  const [row] = await runNamed<Findings>(em, lookStatement, parametersOf(asked));
  return row as Findings;
}

/**
 * Books all of the seats, with their keys and events, if nothing stands against any of it; else writes nothing and says
 * what does. Nothing written and nothing against it means that a race was lost; so does a violation of the unique index of
 * seats or of keys.
 */
export async function writeBookings(
  em: EntityManager,
  asked: Asked,
  { now, limits, keys, bookings }: ToWrite,
): Promise<Booked> {
  const [row] = await runNamed<Booked>(em, bookStatement, [
    ...parametersOf(asked),
    now.toISOString(),
    limits.onTrip,
    limits.pending,
    JSON.stringify(keys),
    JSON.stringify(bookings),
  ]);
  return row as Booked;
}

const parametersOf = ({ tripId, seats, keys, passengers }: Asked): unknown[] => [
  tripId,
  seats,
  keys.map(({ accountId }) => accountId),
  keys.map(({ key }) => key),
  passengers.map(({ passengerId }) => passengerId),
  passengers.map((each) => each.seats),
];
