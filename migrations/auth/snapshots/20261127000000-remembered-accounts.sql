-- The auth database after 20261127000000-remembered-accounts.
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
create table public.failed_attempts (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  kind character varying(20) not null,
  subject character varying(64) not null,
  address character varying(45) not null
);
create table public.migrations (
  id integer default nextval('public.migrations_id_seq'::regclass) not null,
  name character varying(255) not null,
  executed_at timestamp(6) with time zone default CURRENT_TIMESTAMP(6) not null
);
create table public.oauth_applications (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  client_id character varying(100) not null,
  client_secret character varying(100),
  display_name character varying(200),
  permissions jsonb not null,
  requirements jsonb not null,
  type character varying(20) not null,
  redirect_uris jsonb not null
);
create table public.oauth_authorizations (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  application_id character varying(50) not null,
  subject character varying(50) not null,
  status character varying(20) not null,
  type character varying(20) not null,
  scopes jsonb not null,
  creation_date timestamp(3) with time zone not null,
  last_used_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null
);
create table public.oauth_scopes (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  name character varying(100) not null,
  display_name character varying(200),
  description character varying(1000),
  resources jsonb not null
);
create table public.oauth_states (
  id character varying(100) not null,
  payload jsonb not null,
  uid_hash character varying(64),
  grant_hash character varying(64),
  session_id character varying(50),
  consumed_at timestamp(3) with time zone,
  expires_at timestamp(3) with time zone not null,
  account_id character varying(50)
);
create table public.oauth_tokens (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  application_id character varying(50) not null,
  authorization_id character varying(50) not null,
  subject character varying(50) not null,
  type character varying(20) not null,
  status character varying(20) not null,
  reference_hash character varying(64) not null,
  payload jsonb not null,
  creation_date timestamp(3) with time zone not null,
  expiration_date timestamp(3) with time zone not null
);
create table public.one_time_codes (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  phone_number character varying(16) not null,
  account_type character varying(20) not null,
  code_hash character varying(64) not null,
  attempts integer default 0 not null,
  expires_at timestamp(3) with time zone not null,
  consumed_at timestamp(3) with time zone,
  requested_from character varying(45) not null
);
create table public.signing_keys (
  id character varying(50) not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  is_deleted boolean default false not null,
  deleted_at timestamp(3) with time zone,
  kid character varying(100) not null,
  private_jwk text not null,
  status character varying(20) not null,
  not_after timestamp(3) with time zone
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
insert into public.migrations (id, name, executed_at) values ('3', '20261126000000-oauth', now());
insert into public.migrations (id, name, executed_at) values ('4', '20261127000000-remembered-accounts', now());
insert into public.oauth_applications (id, created_at, updated_at, is_deleted, deleted_at, client_id, client_secret, display_name, permissions, requirements, type, redirect_uris) values ('app_01a205b3d00070008000000000000001', now(), now(), 'false', NULL, 'masar-app', NULL, 'Masar Eagle on the phone', '["scp:driver", "scp:passenger", "scp:admin"]', '["pkce"]', 'PUBLIC', '["com.masareagle.app:/oauth2redirect", "http://127.0.0.1/callback"]');
insert into public.oauth_applications (id, created_at, updated_at, is_deleted, deleted_at, client_id, client_secret, display_name, permissions, requirements, type, redirect_uris) values ('app_01a205b3d00070008000000000000002', now(), now(), 'false', NULL, 'masar-web', NULL, 'Masar Eagle on the web', '["scp:driver", "scp:passenger", "scp:admin"]', '["pkce"]', 'PUBLIC', '["http://127.0.0.1/callback", "http://localhost/callback"]');
insert into public.oauth_applications (id, created_at, updated_at, is_deleted, deleted_at, client_id, client_secret, display_name, permissions, requirements, type, redirect_uris) values ('app_01a205b3d00070008000000000000003', now(), now(), 'false', NULL, 'masar-sandbox', NULL, 'Apollo Sandbox', '["scp:driver", "scp:passenger", "scp:admin"]', '["pkce"]', 'PUBLIC', '["http://127.0.0.1/callback", "http://localhost/callback"]');
insert into public.oauth_applications (id, created_at, updated_at, is_deleted, deleted_at, client_id, client_secret, display_name, permissions, requirements, type, redirect_uris) values ('app_01a205b3d00070008000000000000004', now(), now(), 'false', NULL, 'masar-service', NULL, 'The services among themselves', '["scp:service"]', '[]', 'CONFIDENTIAL', '[]');
insert into public.oauth_scopes (id, created_at, updated_at, is_deleted, deleted_at, name, display_name, description, resources) values ('sc_01a205b3d00070008000000000000001', now(), now(), 'false', NULL, 'driver', 'Offer trips', NULL, '["masar-eagle-api"]');
insert into public.oauth_scopes (id, created_at, updated_at, is_deleted, deleted_at, name, display_name, description, resources) values ('sc_01a205b3d00070008000000000000002', now(), now(), 'false', NULL, 'passenger', 'Book seats', NULL, '["masar-eagle-api"]');
insert into public.oauth_scopes (id, created_at, updated_at, is_deleted, deleted_at, name, display_name, description, resources) values ('sc_01a205b3d00070008000000000000003', now(), now(), 'false', NULL, 'admin', 'Run the platform', NULL, '["masar-eagle-api"]');
insert into public.oauth_scopes (id, created_at, updated_at, is_deleted, deleted_at, name, display_name, description, resources) values ('sc_01a205b3d00070008000000000000004', now(), now(), 'false', NULL, 'service', 'A service, for itself', NULL, '["masar-eagle-api"]');
select setval('public.migrations_id_seq', 4);
alter table messaging.claims add constraint claims_pkey PRIMARY KEY (name);
alter table messaging.dead_letters add constraint dead_letters_pkey PRIMARY KEY (id);
alter table messaging.envelope add constraint envelope_id_unique UNIQUE (id);
alter table messaging.envelope add constraint envelope_pkey PRIMARY KEY ("position");
alter table messaging.envelope add constraint envelope_status_check CHECK (((status)::text = ANY ((ARRAY['PENDING'::character varying, 'DONE'::character varying, 'DEAD'::character varying])::text[])));
alter table messaging.outbox add constraint outbox_id_unique UNIQUE (id);
alter table messaging.outbox add constraint outbox_pkey PRIMARY KEY ("position");
alter table public.failed_attempts add constraint failed_attempts_pkey PRIMARY KEY (id);
alter table public.migrations add constraint migrations_pkey PRIMARY KEY (id);
alter table public.oauth_applications add constraint oauth_applications_client_id_unique UNIQUE (client_id);
alter table public.oauth_applications add constraint oauth_applications_pkey PRIMARY KEY (id);
alter table public.oauth_applications add constraint oauth_applications_type_check CHECK (((type)::text = ANY ((ARRAY['PUBLIC'::character varying, 'CONFIDENTIAL'::character varying])::text[])));
alter table public.oauth_authorizations add constraint oauth_authorizations_pkey PRIMARY KEY (id);
alter table public.oauth_authorizations add constraint oauth_authorizations_status_check CHECK (((status)::text = ANY ((ARRAY['VALID'::character varying, 'REVOKED'::character varying])::text[])));
alter table public.oauth_scopes add constraint oauth_scopes_name_unique UNIQUE (name);
alter table public.oauth_scopes add constraint oauth_scopes_pkey PRIMARY KEY (id);
alter table public.oauth_states add constraint oauth_states_pkey PRIMARY KEY (id);
alter table public.oauth_tokens add constraint oauth_tokens_pkey PRIMARY KEY (id);
alter table public.oauth_tokens add constraint oauth_tokens_reference_hash_unique UNIQUE (reference_hash);
alter table public.oauth_tokens add constraint oauth_tokens_status_check CHECK (((status)::text = ANY ((ARRAY['VALID'::character varying, 'REDEEMED'::character varying, 'REVOKED'::character varying])::text[])));
alter table public.one_time_codes add constraint one_time_codes_account_type_check CHECK (((account_type)::text = ANY ((ARRAY['DRIVER'::character varying, 'PASSENGER'::character varying])::text[])));
alter table public.one_time_codes add constraint one_time_codes_attempts_check CHECK ((attempts >= 0));
alter table public.one_time_codes add constraint one_time_codes_pkey PRIMARY KEY (id);
alter table public.signing_keys add constraint signing_keys_kid_unique UNIQUE (kid);
alter table public.signing_keys add constraint signing_keys_pkey PRIMARY KEY (id);
alter table public.signing_keys add constraint signing_keys_status_check CHECK (((status)::text = ANY ((ARRAY['ACTIVE'::character varying, 'RETIRING'::character varying, 'RETIRED'::character varying])::text[])));
CREATE INDEX envelope_due_index ON messaging.envelope USING btree (execution_time) WHERE ((status)::text = 'PENDING'::text);
CREATE INDEX envelope_pending_index ON messaging.envelope USING btree (subject, "position") WHERE ((status)::text = 'PENDING'::text);
CREATE INDEX failed_attempts_address_index ON public.failed_attempts USING btree (kind, address, created_at);
CREATE INDEX failed_attempts_created_at_index ON public.failed_attempts USING btree (created_at);
CREATE INDEX failed_attempts_subject_index ON public.failed_attempts USING btree (kind, subject, created_at);
CREATE INDEX oauth_authorizations_application_id_index ON public.oauth_authorizations USING btree (application_id);
CREATE INDEX oauth_authorizations_expires_at_index ON public.oauth_authorizations USING btree (expires_at);
CREATE INDEX oauth_authorizations_subject_status_index ON public.oauth_authorizations USING btree (subject, status);
CREATE INDEX oauth_states_account_id_index ON public.oauth_states USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX oauth_states_expires_at_index ON public.oauth_states USING btree (expires_at);
CREATE INDEX oauth_states_grant_hash_index ON public.oauth_states USING btree (grant_hash) WHERE (grant_hash IS NOT NULL);
CREATE INDEX oauth_states_uid_hash_index ON public.oauth_states USING btree (uid_hash) WHERE (uid_hash IS NOT NULL);
CREATE INDEX oauth_tokens_application_id_index ON public.oauth_tokens USING btree (application_id);
CREATE INDEX oauth_tokens_authorization_id_index ON public.oauth_tokens USING btree (authorization_id);
CREATE INDEX oauth_tokens_expiration_date_index ON public.oauth_tokens USING btree (expiration_date);
CREATE INDEX oauth_tokens_subject_index ON public.oauth_tokens USING btree (subject);
CREATE INDEX one_time_codes_expires_at_index ON public.one_time_codes USING btree (expires_at);
CREATE INDEX one_time_codes_phone_index ON public.one_time_codes USING btree (phone_number, account_type, created_at);
CREATE INDEX one_time_codes_requested_from_index ON public.one_time_codes USING btree (requested_from, created_at);
CREATE INDEX outbox_pending_index ON messaging.outbox USING btree ("position") WHERE ((status)::text = 'PENDING'::text);
CREATE INDEX signing_keys_status_index ON public.signing_keys USING btree (status);
alter table public.oauth_authorizations add constraint oauth_authorizations_application_id_foreign FOREIGN KEY (application_id) REFERENCES public.oauth_applications(id);
alter table public.oauth_tokens add constraint oauth_tokens_application_id_foreign FOREIGN KEY (application_id) REFERENCES public.oauth_applications(id);
alter table public.oauth_tokens add constraint oauth_tokens_authorization_id_foreign FOREIGN KEY (authorization_id) REFERENCES public.oauth_authorizations(id);
