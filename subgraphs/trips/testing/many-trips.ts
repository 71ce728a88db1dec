import type { Client } from 'pg';
import { cityKey } from '../entities/city-key.ts';

export interface ManyTrips {
  trips: number;
  /** The mean share of booked seats, up to 0.5. A trip has nine seats on average. */
  booked: number;
  now: Date;
}

/** The busiest first. One trip in five thousand starts or ends at the last. */
const towns = [
  ...['Riyadh', 'Jeddah', 'Makkah', 'Madinah', 'Dammam', 'Taif', 'Hofuf', 'Abha', 'Tabuk', 'Buraidah'],
  ...Array.from({ length: 40 }, (_, at) => `Town ${at + 1}`),
  'Haql',
];

/** The accounts with the most rows. */
export const busyDriver = `d_${'0'.repeat(32)}`;
export const busyPassenger = `p_${'0'.repeat(32)}`;

/** SQL for an id that sorts by time, as ours do. Ids with different seeds differ. */
const idAt = (prefix: string, time: string, seed: string) =>
  `'${prefix}_' || lpad(to_hex((extract(epoch from ${time}) * 1000)::bigint), 12, '0') || '7' || substr(md5(${seed}), 1, 19)`;

const accountId = (prefix: string, at: string) => `'${prefix}_' || lpad(${at}::text, 32, '0')`;

/**
 * Trips, created evenly over four months, each departing up to two months later, so that one in seven is still to depart. Some towns are
 * much busier than others, and the price depends on the route. $1 is the number of trips, $2 the current time, $3 the towns, $4 their keys,
 * $5 the booked share.
 */
const makeTrips = `
  with drawn as materialized (
    select at, $2::timestamptz(3) - interval '120 days' * (1 - at / $1::float8) as created,
      case when at % 10000 = 0 then 51 else 1 + floor(50 * power(random(), 3))::int end as here,
      case when at % 10000 = 5000 then 51 else 1 + floor(50 * power(random(), 3))::int end as there,
      interval '60 days' * power(random(), 2) as ahead, random() as chance, random() as spread, random() as demand,
      (array[4, 4, 4, 4, 4, 6, 6, 12, 12, 45])[1 + floor(10 * random())::int] as seats,
      floor($1 / 50 * power(random(), 1.5))::int as driver
    from generate_series(1, $1::int) at
  ), placed as (
    select *, case when here = there then here % 50 + 1 else there end as goal,
      date_trunc('minute', created + interval '1 hour' + ahead) as departure
    from drawn
  ), timed as (
    select *, case
      when departure > $2 then case when chance < 0.95 then 'SCHEDULED' else 'CANCELLED' end
      when departure > $2 - interval '6 hours' then 'STARTED'
      when chance < 0.88 then 'COMPLETED' when chance < 0.99 then 'CANCELLED' else 'SCHEDULED' end as status
    from placed
  )
  insert into trips (id, created_at, updated_at, description, from_city, from_city_key, to_city, to_city_key, departure_time_utc,
    price, status, available_seats, total_seats, vehicle_id, driver_id)
  select ${idAt('t', 'created', 'at::text')}, created, created, repeat('Room for luggage. ', 8), ($3::text[])[here], ($4::text[])[here],
    ($3::text[])[goal], ($4::text[])[goal], departure,
    round(((30 + abs(hashint4(here * 64 + goal) % 200)) * (0.8 + 0.4 * spread))::numeric, 2),
    status, case status when 'CANCELLED' then seats else greatest(0, seats - floor(2 * $5::float8 * demand * (seats + 1))::int) end,
    seats, ${accountId('v', 'driver')}, ${accountId('d', 'driver')}
  from timed`;

/**
 * A booking for each seat that a trip counts as booked, pending if it is recent, otherwise with the status that follows from the trip; and
 * some cancelled bookings. $1 is the current time, $2 the number of passengers.
 */
const makeBookings = `
  with seats as (
    select trip.id as trip_id, trip.status as fate, price, seat, greatest(created_at, least(departure_time_utc, $1) -
      (least(departure_time_utc, $1) - created_at) * random()) as booked_at,
      floor($2::int * power(random(), 2))::int as passenger
    from trips trip cross join generate_series(
      case when trip.status = 'CANCELLED' or hashtext(trip.id) % 8 = 0 then 0 else 1 end, total_seats - available_seats
    ) seat
  )
  insert into seat_bookings (id, created_at, updated_at, trip_id, seat_number, passenger_id, passenger_name,
    passenger_phone, status, price, booked_at_utc)
  select ${idAt('b', 'booked_at', 'trip_id || seat')}, booked_at, booked_at, trip_id, greatest(seat, 1),
    ${accountId('p', 'passenger')}, 'Passenger ' || passenger, '+9665' || lpad(passenger::text, 8, '0'),
    case when seat = 0 then 'CANCELLED' when fate = 'COMPLETED' then 'COMPLETED'
         when fate = 'SCHEDULED' and booked_at > $1::timestamptz - interval '3 hours' then 'PENDING' else 'CONFIRMED' end,
    price, booked_at
  from seats`;

/** A stop for one trip in four, in a town as busy as an origin. $1 is the towns; one trip in five thousand stops at the last. */
const makeStops = `
  insert into trip_stops (id, created_at, updated_at, trip_id, location, stop_order)
  select 'ts_' || substr(id, 3), created_at, created_at, id,
    ($1::text[])[case when hashtext(id) % 5000 = 0 then 51 else 1 + floor(50 * power(random(), 3))::int end], 1
  from trips where hashtext(id) % 4 = 0`;

/** Fills an empty migrated database and analyzes it. Drops the indexes and creates them again, which is faster than one insert per row. */
export async function makeManyTrips(client: Client, { trips, booked, now }: ManyTrips): Promise<void> {
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes
     where tablename in ('trips', 'seat_bookings', 'trip_stops')
       and not exists (select from pg_constraint where conname = indexname)`,
  );
  // The rows satisfy the foreign keys by construction.
  await client.query(`set session_replication_role = replica; set synchronous_commit = off; select setseed(0.5)`);
  for (const { name } of indexes) await client.query(`drop index "${name}"`);
  await client.query(makeTrips, [trips, now, towns, towns.map(cityKey), booked]);
  await client.query(makeBookings, [now, Math.ceil(trips / 5)]);
  await client.query(makeStops, [towns]);
  for (const { definition } of indexes) await client.query(definition);
  await client.query('vacuum analyze');
  await client.query('reset session_replication_role; reset synchronous_commit');
}

const makeEntries = `
  insert into waitlist_entries (id, created_at, updated_at, trip_id, passenger_id, passenger_name, passenger_phone, seat_count,
    turn, status, booking_ids, closed_at_utc)
  select 'w_' || trip.id || turn, now(), now(), trip.id, 'p_' || turn || right(trip.id, 6), 'Mona', '+966500000001', 9, turn,
    case when turn % 2 = 0 then 'WAITING' else 'LEFT' end, '[]', case when turn % 2 = 1 then now() end
  from (select id from trips where status = 'SCHEDULED' and available_seats < 9 limit 5000) trip
  cross join generate_series(1, 20) turn`;

/** Makes waiting lists of ten entries, and as many that have left, for trips with too few free seats. */
export async function makeManyEntries(client: Client): Promise<void> {
  await client.query(makeEntries);
  await client.query('vacuum analyze waitlist_entries');
}
