-- Trips, stops and bookings in partitions, as a copy of the tables of the trips database in the schema "partitioned".
--
-- Ids begin with the time of creation, so a range of ids is a range of time. A trip's partition follows from its id, and those of its stops and bookings
-- from its id, too, which they have already: no column is added. The unique index of taken seats contains the partition key, trip_id, so it is as
-- strict as without partitions.
create schema partitioned;

create table partitioned.trips (like public.trips including defaults including constraints, primary key (id)) partition by range (id);
create table partitioned.trip_stops (
  like public.trip_stops including defaults including constraints,
  primary key (trip_id, id),
  foreign key (trip_id) references partitioned.trips (id)
) partition by range (trip_id);
create table partitioned.seat_bookings (
  like public.seat_bookings including defaults including constraints,
  -- The primary key has to contain the partition key. That an id is unique is a matter of how ids are made.
  primary key (trip_id, id),
  foreign key (trip_id) references partitioned.trips (id)
) partition by range (trip_id);

-- All other indexes as they are, the unique ones included.
do $$
declare definition text;
begin
  for definition in
    select replace(indexdef, ' ON public.', ' ON partitioned.') from pg_indexes
    where schemaname = 'public' and tablename in ('trips', 'trip_stops', 'seat_bookings')
      and not exists (select from pg_constraint where conname = indexname and contype = 'p')
  loop
    execute definition;
  end loop;
end $$;

-- The lowest id of a trip that is created at a time.
create function partitioned.first_trip(at timestamptz) returns text language sql immutable strict as
  $$ select 't_' || lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') $$;

-- Creates the partitions of a month. Run it ahead of time; without a partition, an insert fails.
create function partitioned.add_month(month timestamptz) returns void language plpgsql as $$
declare
  name text;
  suffix text := to_char(month at time zone 'UTC', 'YYYY_MM');
begin
  foreach name in array array['trips', 'trip_stops', 'seat_bookings'] loop
    execute format('create table partitioned.%I partition of partitioned.%I for values from (%L) to (%L)', name || '_' || suffix, name,
      partitioned.first_trip(month), partitioned.first_trip(month + interval '1 month'));
  end loop;
end $$;
