-- The users database after 20261125000000-messaging.
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
create table public.admins (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  full_name character varying(256),
  is_active boolean default true not null,
  locale character varying(2) default 'AR'::character varying not null,
  last_login_at timestamp(3) with time zone,
  email character varying(256) not null,
  password_hash character varying(256) not null
);
create table public.drivers (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  full_name character varying(256),
  is_active boolean default true not null,
  locale character varying(2) default 'AR'::character varying not null,
  last_login_at timestamp(3) with time zone,
  phone_number character varying(16) not null,
  date_of_birth date,
  profile_picture_url character varying(1000),
  is_phone_verified boolean default false not null,
  is_profile_complete boolean default false not null,
  identity_document_url character varying(1000),
  driving_license_url character varying(1000)
);
create table public.migrations (
  id integer default nextval('public.migrations_id_seq'::regclass) not null,
  name character varying(255) not null,
  executed_at timestamp(6) with time zone default CURRENT_TIMESTAMP(6) not null
);
create table public.passengers (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  full_name character varying(256),
  is_active boolean default true not null,
  locale character varying(2) default 'AR'::character varying not null,
  last_login_at timestamp(3) with time zone,
  phone_number character varying(16) not null,
  date_of_birth date,
  profile_picture_url character varying(1000),
  is_phone_verified boolean default false not null,
  is_profile_complete boolean default false not null,
  gender character varying(20) default 'UNSPECIFIED'::character varying not null
);
create table public.vehicle_types (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  name character varying(200) not null,
  seat_capacity integer not null
);
create table public.vehicles (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  name character varying(200) not null,
  model character varying(200) not null,
  vehicle_type_id character varying(50) not null,
  driver_id character varying(50) not null,
  is_active boolean default true not null
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
insert into public.migrations (id, name, executed_at) values ('2', '20261125000000-messaging', now());
insert into public.vehicle_types (id, created_at, updated_at, is_deleted, deleted_at, name, seat_capacity) values ('vt_01a205b3d00070008000000000000001', now(), now(), 'false', NULL, 'sedan', '4');
insert into public.vehicle_types (id, created_at, updated_at, is_deleted, deleted_at, name, seat_capacity) values ('vt_01a205b3d00070008000000000000002', now(), now(), 'false', NULL, 'SUV', '6');
insert into public.vehicle_types (id, created_at, updated_at, is_deleted, deleted_at, name, seat_capacity) values ('vt_01a205b3d00070008000000000000003', now(), now(), 'false', NULL, 'van', '12');
insert into public.vehicle_types (id, created_at, updated_at, is_deleted, deleted_at, name, seat_capacity) values ('vt_01a205b3d00070008000000000000004', now(), now(), 'false', NULL, 'bus', '45');
select setval('public.migrations_id_seq', 2);
alter table messaging.claims add constraint claims_pkey PRIMARY KEY (name);
alter table messaging.dead_letters add constraint dead_letters_pkey PRIMARY KEY (id);
alter table messaging.envelope add constraint envelope_id_unique UNIQUE (id);
alter table messaging.envelope add constraint envelope_pkey PRIMARY KEY ("position");
alter table messaging.envelope add constraint envelope_status_check CHECK (((status)::text = ANY ((ARRAY['PENDING'::character varying, 'DONE'::character varying, 'DEAD'::character varying])::text[])));
alter table messaging.outbox add constraint outbox_id_unique UNIQUE (id);
alter table messaging.outbox add constraint outbox_pkey PRIMARY KEY ("position");
alter table public.admins add constraint admins_locale_check CHECK (((locale)::text = ANY ((ARRAY['AR'::character varying, 'EN'::character varying])::text[])));
alter table public.admins add constraint admins_pkey PRIMARY KEY (id);
alter table public.drivers add constraint drivers_locale_check CHECK (((locale)::text = ANY ((ARRAY['AR'::character varying, 'EN'::character varying])::text[])));
alter table public.drivers add constraint drivers_pkey PRIMARY KEY (id);
alter table public.migrations add constraint migrations_pkey PRIMARY KEY (id);
alter table public.passengers add constraint passengers_gender_check CHECK (((gender)::text = ANY ((ARRAY['UNSPECIFIED'::character varying, 'MALE'::character varying, 'FEMALE'::character varying])::text[])));
alter table public.passengers add constraint passengers_locale_check CHECK (((locale)::text = ANY ((ARRAY['AR'::character varying, 'EN'::character varying])::text[])));
alter table public.passengers add constraint passengers_pkey PRIMARY KEY (id);
alter table public.vehicle_types add constraint vehicle_types_name_unique UNIQUE (name);
alter table public.vehicle_types add constraint vehicle_types_pkey PRIMARY KEY (id);
alter table public.vehicle_types add constraint vehicle_types_seat_capacity_check CHECK ((seat_capacity > 0));
alter table public.vehicles add constraint vehicles_pkey PRIMARY KEY (id);
CREATE INDEX drivers_full_name_prefix_index ON public.drivers USING btree (lower((full_name)::text) text_pattern_ops) WHERE (NOT is_deleted);
CREATE INDEX drivers_is_deleted_is_active_index ON public.drivers USING btree (is_deleted, is_active);
CREATE INDEX drivers_phone_number_prefix_index ON public.drivers USING btree (phone_number text_pattern_ops) WHERE (NOT is_deleted);
CREATE INDEX envelope_due_index ON messaging.envelope USING btree (execution_time) WHERE ((status)::text = 'PENDING'::text);
CREATE INDEX envelope_pending_index ON messaging.envelope USING btree (subject, "position") WHERE ((status)::text = 'PENDING'::text);
CREATE INDEX outbox_pending_index ON messaging.outbox USING btree ("position") WHERE ((status)::text = 'PENDING'::text);
CREATE INDEX passengers_full_name_prefix_index ON public.passengers USING btree (lower((full_name)::text) text_pattern_ops) WHERE (NOT is_deleted);
CREATE INDEX passengers_is_deleted_is_active_index ON public.passengers USING btree (is_deleted, is_active);
CREATE INDEX passengers_phone_number_prefix_index ON public.passengers USING btree (phone_number text_pattern_ops) WHERE (NOT is_deleted);
CREATE INDEX vehicles_driver_id_index ON public.vehicles USING btree (driver_id);
CREATE INDEX vehicles_vehicle_type_id_index ON public.vehicles USING btree (vehicle_type_id);
CREATE UNIQUE INDEX admins_email_unique ON public.admins USING btree (lower((email)::text)) WHERE (NOT is_deleted);
CREATE UNIQUE INDEX drivers_phone_number_unique ON public.drivers USING btree (phone_number) WHERE (NOT is_deleted);
CREATE UNIQUE INDEX passengers_phone_number_unique ON public.passengers USING btree (phone_number) WHERE (NOT is_deleted);
alter table public.vehicles add constraint vehicles_driver_id_foreign FOREIGN KEY (driver_id) REFERENCES public.drivers(id) ON DELETE CASCADE;
alter table public.vehicles add constraint vehicles_vehicle_type_id_foreign FOREIGN KEY (vehicle_type_id) REFERENCES public.vehicle_types(id);
