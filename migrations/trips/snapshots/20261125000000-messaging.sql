-- The trips database after 20261125000000-messaging.
set check_function_bodies = off;
create schema messaging;
create sequence messaging.envelope_position_seq as bigint start with 1 increment by 1 minvalue 1 maxvalue 9223372036854775807 cache 1;
create sequence messaging.outbox_position_seq as bigint start with 1 increment by 1 minvalue 1 maxvalue 9223372036854775807 cache 1;
create sequence public.migrations_id_seq as integer start with 1 increment by 1 minvalue 1 maxvalue 2147483647 cache 1;
create table messaging.claims (
  name character varying(100) not null,
  value character varying(200)
);
create table messaging.dead_letters (
  id character varying(50) not null,
  source character varying(50) not null,
  message_type character varying(200) not null,
  subject character varying(50) not null,
  body jsonb not null,
  error text not null,
  attempts integer not null,
  failed_at timestamp(3) with time zone not null
);
create table messaging.envelope (
  "position" bigint default nextval('messaging.envelope_position_seq'::regclass) not null,
  id character varying(50) not null,
  source character varying(50) not null,
  message_type character varying(200) not null,
  subject character varying(50) not null,
  body jsonb,
  status character varying(20) not null,
  attempts integer default 0 not null,
  execution_time timestamp(3) with time zone not null,
  created_at timestamp(3) with time zone not null
);
create table messaging.outbox (
  "position" bigint default nextval('messaging.outbox_position_seq'::regclass) not null,
  id character varying(50) not null,
  message_type character varying(200) not null,
  subject character varying(50) not null,
  body jsonb not null,
  destination character varying(200),
  deliver_by timestamp(3) with time zone,
  attempts integer default 0 not null,
  status character varying(20) default 'PENDING'::character varying not null,
  created_at timestamp(3) with time zone not null,
  sent_at timestamp(3) with time zone,
  stream_position character varying(50)
);
create table public.idempotency_keys (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  account_id character varying(50) not null,
  operation character varying(50) not null,
  key character varying(100) not null,
  request_hash character varying(64) not null,
  result_ids jsonb not null
);
create table public.migrations (
  id integer default nextval('public.migrations_id_seq'::regclass) not null,
  name character varying(255) not null,
  executed_at timestamp(6) with time zone default CURRENT_TIMESTAMP(6) not null
);
create table public.seat_bookings (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  trip_id character varying(50) not null,
  seat_number integer not null,
  passenger_id character varying(50) not null,
  passenger_name character varying(256) not null,
  passenger_phone character varying(16) not null,
  status character varying(20) not null,
  price numeric(10,2) not null,
  booked_at_utc timestamp(3) with time zone not null,
  confirmed_at_utc timestamp(3) with time zone,
  cancelled_at_utc timestamp(3) with time zone,
  cancellation_reason character varying(1000)
);
create table public.trip_stops (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  trip_id character varying(50) not null,
  location character varying(200) not null,
  stop_time_utc timestamp(3) with time zone,
  stop_order integer not null,
  description character varying(1000)
);
create table public.trips (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  from_city character varying(200) not null,
  to_city character varying(200) not null,
  departure_time_utc timestamp(3) with time zone not null,
  arrival_time_utc timestamp(3) with time zone,
  description character varying(1000),
  price numeric(10,2) not null,
  status character varying(20) not null,
  available_seats integer not null,
  total_seats integer not null,
  vehicle_id character varying(50) not null,
  driver_id character varying(50) not null,
  version integer default 1 not null,
  reminded_at timestamp(3) with time zone,
  from_city_key character varying(200) not null,
  to_city_key character varying(200) not null
);
alter sequence messaging.envelope_position_seq owned by messaging.envelope."position";
alter sequence messaging.outbox_position_seq owned by messaging.outbox."position";
alter sequence public.migrations_id_seq owned by public.migrations.id;
insert into messaging.claims (name, value) values ('bus', NULL);
insert into messaging.claims (name, value) values ('outbox 0', NULL);
insert into messaging.claims (name, value) values ('outbox 1', NULL);
insert into messaging.claims (name, value) values ('outbox 10', NULL);
insert into messaging.claims (name, value) values ('outbox 11', NULL);
insert into messaging.claims (name, value) values ('outbox 12', NULL);
insert into messaging.claims (name, value) values ('outbox 13', NULL);
insert into messaging.claims (name, value) values ('outbox 14', NULL);
insert into messaging.claims (name, value) values ('outbox 15', NULL);
insert into messaging.claims (name, value) values ('outbox 2', NULL);
insert into messaging.claims (name, value) values ('outbox 3', NULL);
insert into messaging.claims (name, value) values ('outbox 4', NULL);
insert into messaging.claims (name, value) values ('outbox 5', NULL);
insert into messaging.claims (name, value) values ('outbox 6', NULL);
insert into messaging.claims (name, value) values ('outbox 7', NULL);
insert into messaging.claims (name, value) values ('outbox 8', NULL);
insert into messaging.claims (name, value) values ('outbox 9', NULL);
insert into public.migrations (id, name, executed_at) values ('1', '20261123000000-init', now());
insert into public.migrations (id, name, executed_at) values ('2', '20261123120000-search', now());
insert into public.migrations (id, name, executed_at) values ('3', '20261124000000-bookings', now());
insert into public.migrations (id, name, executed_at) values ('4', '20261125000000-messaging', now());
select setval('public.migrations_id_seq', 4);
alter table messaging.claims add constraint claims_pkey PRIMARY KEY (name);
alter table messaging.dead_letters add constraint dead_letters_pkey PRIMARY KEY (id);
alter table messaging.envelope add constraint envelope_id_unique UNIQUE (id);
alter table messaging.envelope add constraint envelope_pkey PRIMARY KEY ("position");
alter table messaging.envelope add constraint envelope_status_check CHECK (((status)::text = ANY ((ARRAY['PENDING'::character varying, 'DONE'::character varying, 'DEAD'::character varying])::text[])));
alter table messaging.outbox add constraint outbox_id_unique UNIQUE (id);
alter table messaging.outbox add constraint outbox_pkey PRIMARY KEY ("position");
alter table public.idempotency_keys add constraint idempotency_keys_account_operation_key_unique UNIQUE (account_id, operation, key);
alter table public.idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (id);
alter table public.migrations add constraint migrations_pkey PRIMARY KEY (id);
alter table public.seat_bookings add constraint seat_bookings_pkey PRIMARY KEY (id);
alter table public.seat_bookings add constraint seat_bookings_price_check CHECK ((price > (0)::numeric));
alter table public.seat_bookings add constraint seat_bookings_seat_number_check CHECK ((seat_number >= 1));
alter table public.seat_bookings add constraint seat_bookings_status_check CHECK (((status)::text = ANY ((ARRAY['PENDING'::character varying, 'CONFIRMED'::character varying, 'CANCELLED'::character varying, 'COMPLETED'::character varying])::text[])));
alter table public.trip_stops add constraint trip_stops_pkey PRIMARY KEY (id);
alter table public.trip_stops add constraint trip_stops_trip_id_stop_order_unique UNIQUE (trip_id, stop_order);
alter table public.trips add constraint trips_arrival_check CHECK ((arrival_time_utc > departure_time_utc));
alter table public.trips add constraint trips_available_seats_check CHECK (((available_seats >= 0) AND (available_seats <= total_seats)));
alter table public.trips add constraint trips_pkey PRIMARY KEY (id);
alter table public.trips add constraint trips_price_check CHECK ((price > (0)::numeric));
alter table public.trips add constraint trips_status_check CHECK (((status)::text = ANY ((ARRAY['SCHEDULED'::character varying, 'STARTED'::character varying, 'COMPLETED'::character varying, 'CANCELLED'::character varying])::text[])));
alter table public.trips add constraint trips_total_seats_check CHECK (((total_seats >= 1) AND (total_seats <= 100)));
CREATE INDEX envelope_due_index ON messaging.envelope USING btree (execution_time) WHERE ((status)::text = 'PENDING'::text);
CREATE INDEX envelope_pending_index ON messaging.envelope USING btree (subject, "position") WHERE ((status)::text = 'PENDING'::text);
CREATE INDEX idempotency_keys_created_at_index ON public.idempotency_keys USING btree (created_at);
CREATE INDEX outbox_pending_index ON messaging.outbox USING btree ("position") WHERE ((status)::text = 'PENDING'::text);
CREATE INDEX seat_bookings_passenger_index ON public.seat_bookings USING btree (passenger_id, id, status);
CREATE INDEX seat_bookings_pending_index ON public.seat_bookings USING btree (id, booked_at_utc) WHERE (((status)::text = 'PENDING'::text) AND (NOT is_deleted));
CREATE INDEX seat_bookings_status_index ON public.seat_bookings USING btree (status, id);
CREATE INDEX seat_bookings_trip_index ON public.seat_bookings USING btree (trip_id, id);
CREATE INDEX trips_created_index ON public.trips USING btree (status, created_at, id, departure_time_utc, price, total_seats, from_city_key, to_city_key) WHERE (NOT is_deleted);
CREATE INDEX trips_departure_index ON public.trips USING btree (status, departure_time_utc, id, price, total_seats, to_city_key) WHERE (NOT is_deleted);
CREATE INDEX trips_driver_index ON public.trips USING btree (driver_id, id, status) WHERE (NOT is_deleted);
CREATE INDEX trips_origin_departure_index ON public.trips USING btree (status, from_city_key, departure_time_utc, id, price, total_seats) WHERE (NOT is_deleted);
CREATE INDEX trips_price_index ON public.trips USING btree (status, price, id, departure_time_utc, total_seats, from_city_key, to_city_key) WHERE (NOT is_deleted);
CREATE INDEX trips_route_departure_index ON public.trips USING btree (status, to_city_key, from_city_key, departure_time_utc, id, price, total_seats) WHERE (NOT is_deleted);
CREATE INDEX trips_route_price_index ON public.trips USING btree (status, from_city_key, to_city_key, price, id, departure_time_utc, total_seats) WHERE (NOT is_deleted);
CREATE INDEX trips_vehicle_id_index ON public.trips USING btree (vehicle_id);
CREATE UNIQUE INDEX seat_bookings_active_seat_unique ON public.seat_bookings USING btree (trip_id, seat_number) WHERE (((status)::text = ANY ((ARRAY['PENDING'::character varying, 'CONFIRMED'::character varying, 'COMPLETED'::character varying])::text[])) AND (NOT is_deleted));
alter table public.seat_bookings add constraint seat_bookings_trip_id_foreign FOREIGN KEY (trip_id) REFERENCES public.trips(id);
alter table public.trip_stops add constraint trip_stops_trip_id_foreign FOREIGN KEY (trip_id) REFERENCES public.trips(id);
