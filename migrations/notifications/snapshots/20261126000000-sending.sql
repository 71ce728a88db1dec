-- The notifications database after 20261126000000-sending.
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
create table public.announcements (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  sent_by character varying(50) not null,
  title character varying(200) not null,
  body character varying(2000) not null,
  audience jsonb not null,
  status character varying(20) not null,
  sent_up_to character varying(50) not null,
  recipient_count integer not null
);
create table public.device_tokens (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  user_id character varying(50) not null,
  user_type character varying(20) not null,
  session_id character varying(50),
  device_token character varying(500) not null,
  platform character varying(20),
  app_version character varying(50),
  is_active boolean default true not null
);
create table public.mailboxes (
  recipient_id character varying(50) not null,
  last_sent_at timestamp(3) with time zone not null
);
create table public.migrations (
  id integer default nextval('public.migrations_id_seq'::regclass) not null,
  name character varying(255) not null,
  executed_at timestamp(6) with time zone default CURRENT_TIMESTAMP(6) not null
);
create table public.notifications (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  notification_type character varying(30) not null,
  recipient_id character varying(50) not null,
  recipient_type character varying(20) not null,
  title character varying(200) not null,
  body character varying(2000) not null,
  data jsonb,
  is_read boolean default false not null,
  sent_at_utc timestamp(3) with time zone not null,
  cause_id character varying(50)
);
create table public.pushes (
  notification_id character varying(50) not null,
  device_id character varying(50) not null,
  attempts integer default 0 not null,
  due_at timestamp(3) with time zone not null
);
create table public.recipients (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  account_id character varying(50) not null,
  account_type character varying(20) not null,
  full_name character varying(256),
  is_active boolean default true not null,
  locale character varying(2) default 'AR'::character varying not null
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
insert into public.migrations (id, name, executed_at) values ('3', '20261126000000-sending', now());
select setval('public.migrations_id_seq', 3);
alter table messaging.claims add constraint claims_pkey PRIMARY KEY (name);
alter table messaging.dead_letters add constraint dead_letters_pkey PRIMARY KEY (id);
alter table messaging.envelope add constraint envelope_id_unique UNIQUE (id);
alter table messaging.envelope add constraint envelope_pkey PRIMARY KEY ("position");
alter table messaging.envelope add constraint envelope_status_check CHECK (((status)::text = ANY ((ARRAY['PENDING'::character varying, 'DONE'::character varying, 'DEAD'::character varying])::text[])));
alter table messaging.outbox add constraint outbox_id_unique UNIQUE (id);
alter table messaging.outbox add constraint outbox_pkey PRIMARY KEY ("position");
alter table public.announcements add constraint announcements_pkey PRIMARY KEY (id);
alter table public.announcements add constraint announcements_status_check CHECK (((status)::text = ANY ((ARRAY['SENDING'::character varying, 'SENT'::character varying])::text[])));
alter table public.device_tokens add constraint device_tokens_pkey PRIMARY KEY (id);
alter table public.device_tokens add constraint device_tokens_platform_check CHECK (((platform)::text = ANY ((ARRAY['IOS'::character varying, 'ANDROID'::character varying, 'WEB'::character varying])::text[])));
alter table public.device_tokens add constraint device_tokens_user_id_device_token_unique UNIQUE (user_id, device_token);
alter table public.device_tokens add constraint device_tokens_user_type_check CHECK (((user_type)::text = ANY ((ARRAY['DRIVER'::character varying, 'PASSENGER'::character varying, 'ADMIN'::character varying])::text[])));
alter table public.mailboxes add constraint mailboxes_pkey PRIMARY KEY (recipient_id);
alter table public.migrations add constraint migrations_pkey PRIMARY KEY (id);
alter table public.notifications add constraint notifications_cause_unique UNIQUE (cause_id, recipient_id, notification_type);
alter table public.notifications add constraint notifications_notification_type_check CHECK (((notification_type)::text = ANY ((ARRAY['BOOKING_REQUESTED'::character varying, 'BOOKING_CONFIRMED'::character varying, 'BOOKING_CANCELLED'::character varying, 'TRIP_UPDATED'::character varying, 'TRIP_STARTED'::character varying, 'TRIP_COMPLETED'::character varying, 'TRIP_CANCELLED'::character varying, 'TRIP_REMINDER'::character varying, 'ANNOUNCEMENT'::character varying])::text[])));
alter table public.notifications add constraint notifications_pkey PRIMARY KEY (id);
alter table public.notifications add constraint notifications_recipient_type_check CHECK (((recipient_type)::text = ANY ((ARRAY['DRIVER'::character varying, 'PASSENGER'::character varying, 'ADMIN'::character varying])::text[])));
alter table public.pushes add constraint pushes_pkey PRIMARY KEY (notification_id, device_id);
alter table public.recipients add constraint recipients_account_id_unique UNIQUE (account_id);
alter table public.recipients add constraint recipients_account_type_check CHECK (((account_type)::text = ANY ((ARRAY['DRIVER'::character varying, 'PASSENGER'::character varying, 'ADMIN'::character varying])::text[])));
alter table public.recipients add constraint recipients_locale_check CHECK (((locale)::text = ANY ((ARRAY['AR'::character varying, 'EN'::character varying])::text[])));
alter table public.recipients add constraint recipients_pkey PRIMARY KEY (id);
CREATE INDEX announcements_status_index ON public.announcements USING btree (status);
CREATE INDEX device_tokens_device_token_index ON public.device_tokens USING btree (device_token);
CREATE INDEX device_tokens_is_active_index ON public.device_tokens USING btree (is_active);
CREATE INDEX device_tokens_user_id_index ON public.device_tokens USING btree (user_id);
CREATE INDEX device_tokens_user_type_index ON public.device_tokens USING btree (user_type);
CREATE INDEX envelope_due_index ON messaging.envelope USING btree (execution_time) WHERE ((status)::text = 'PENDING'::text);
CREATE INDEX envelope_pending_index ON messaging.envelope USING btree (subject, "position") WHERE ((status)::text = 'PENDING'::text);
CREATE INDEX notifications_is_read_index ON public.notifications USING btree (is_read);
CREATE INDEX notifications_recipient_id_index ON public.notifications USING btree (recipient_id);
CREATE INDEX notifications_recipient_page_index ON public.notifications USING btree (recipient_id, sent_at_utc, id);
CREATE INDEX notifications_sent_at_utc_index ON public.notifications USING btree (sent_at_utc);
CREATE INDEX outbox_pending_index ON messaging.outbox USING btree ("position") WHERE ((status)::text = 'PENDING'::text);
CREATE INDEX pushes_device_id_index ON public.pushes USING btree (device_id);
CREATE INDEX pushes_due_at_index ON public.pushes USING btree (due_at);
CREATE INDEX recipients_audience_index ON public.recipients USING btree (account_type, is_active, account_id);
alter table public.pushes add constraint pushes_device_id_foreign FOREIGN KEY (device_id) REFERENCES public.device_tokens(id) ON DELETE CASCADE;
alter table public.pushes add constraint pushes_notification_id_foreign FOREIGN KEY (notification_id) REFERENCES public.notifications(id) ON DELETE CASCADE;
