import { Migration } from '@mikro-orm/migrations';

const tables = [
  `create table "failed_attempts" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "kind" varchar(20) not null,
      "subject" varchar(64) not null,
      "address" varchar(45) not null,
      primary key ("id")
    )`,
  `create index "failed_attempts_subject_index" on "failed_attempts" ("kind", "subject", "created_at")`,
  `create index "failed_attempts_address_index" on "failed_attempts" ("kind", "address", "created_at")`,
  `create index "failed_attempts_created_at_index" on "failed_attempts" ("created_at")`,
  `create table "oauth_applications" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "client_id" varchar(100) not null,
      "client_secret" varchar(100) null,
      "display_name" varchar(200) null,
      "permissions" jsonb not null,
      "requirements" jsonb not null,
      "type" varchar(20) not null,
      "redirect_uris" jsonb not null,
      primary key ("id")
    )`,
  `alter table "oauth_applications" add constraint "oauth_applications_client_id_unique" unique ("client_id")`,
  `alter table "oauth_applications" add constraint "oauth_applications_type_check" check (type in ('PUBLIC', 'CONFIDENTIAL'))`,
  `create table "oauth_authorizations" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "application_id" varchar(50) not null,
      "subject" varchar(50) not null,
      "status" varchar(20) not null,
      "type" varchar(20) not null,
      "scopes" jsonb not null,
      "creation_date" timestamptz(3) not null,
      "last_used_at" timestamptz(3) not null,
      "expires_at" timestamptz(3) not null,
      primary key ("id")
    )`,
  `create index "oauth_authorizations_application_id_index" on "oauth_authorizations" ("application_id")`,
  `create index "oauth_authorizations_expires_at_index" on "oauth_authorizations" ("expires_at")`,
  `create index "oauth_authorizations_subject_status_index" on "oauth_authorizations" ("subject", "status")`,
  `alter table "oauth_authorizations" add constraint "oauth_authorizations_status_check" check (status in ('VALID', 'REVOKED'))`,
  `create table "oauth_scopes" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "name" varchar(100) not null,
      "display_name" varchar(200) null,
      "description" varchar(1000) null,
      "resources" jsonb not null,
      primary key ("id")
    )`,
  `alter table "oauth_scopes" add constraint "oauth_scopes_name_unique" unique ("name")`,
  `create table "oauth_tokens" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "application_id" varchar(50) not null,
      "authorization_id" varchar(50) not null,
      "subject" varchar(50) not null,
      "type" varchar(20) not null,
      "status" varchar(20) not null,
      "reference_hash" varchar(64) not null,
      "payload" jsonb not null,
      "creation_date" timestamptz(3) not null,
      "expiration_date" timestamptz(3) not null,
      primary key ("id")
    )`,
  `create index "oauth_tokens_application_id_index" on "oauth_tokens" ("application_id")`,
  `create index "oauth_tokens_authorization_id_index" on "oauth_tokens" ("authorization_id")`,
  `create index "oauth_tokens_subject_index" on "oauth_tokens" ("subject")`,
  `alter table "oauth_tokens" add constraint "oauth_tokens_reference_hash_unique" unique ("reference_hash")`,
  `create index "oauth_tokens_expiration_date_index" on "oauth_tokens" ("expiration_date")`,
  `alter table "oauth_tokens" add constraint "oauth_tokens_status_check" check (status in ('VALID', 'REDEEMED', 'REVOKED'))`,
  `create table "one_time_codes" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "phone_number" varchar(16) not null,
      "account_type" varchar(20) not null,
      "code_hash" varchar(64) not null,
      "attempts" int not null default 0,
      "expires_at" timestamptz(3) not null,
      "consumed_at" timestamptz(3) null,
      "requested_from" varchar(45) not null,
      primary key ("id")
    )`,
  `create index "one_time_codes_expires_at_index" on "one_time_codes" ("expires_at")`,
  `create index "one_time_codes_phone_index" on "one_time_codes" ("phone_number", "account_type", "created_at")`,
  `create index "one_time_codes_requested_from_index" on "one_time_codes" ("requested_from", "created_at")`,
  `alter table "one_time_codes" add constraint "one_time_codes_attempts_check" check (attempts >= 0)`,
  `alter table "one_time_codes" add constraint "one_time_codes_account_type_check" check (account_type in ('DRIVER', 'PASSENGER'))`,
  `create table "signing_keys" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "kid" varchar(100) not null,
      "private_jwk" text not null,
      "status" varchar(20) not null,
      "not_after" timestamptz(3) null,
      primary key ("id")
    )`,
  `alter table "signing_keys" add constraint "signing_keys_kid_unique" unique ("kid")`,
  `create index "signing_keys_status_index" on "signing_keys" ("status")`,
  `alter table "signing_keys" add constraint "signing_keys_status_check" check (status in ('ACTIVE', 'RETIRING', 'RETIRED'))`,
  `alter table "oauth_authorizations" add constraint "oauth_authorizations_application_id_foreign" foreign key ("application_id") references "oauth_applications" ("id")`,
  `alter table "oauth_tokens" add constraint "oauth_tokens_application_id_foreign" foreign key ("application_id") references "oauth_applications" ("id")`,
  `alter table "oauth_tokens" add constraint "oauth_tokens_authorization_id_foreign" foreign key ("authorization_id") references "oauth_authorizations" ("id")`,
];

const standard = '"id", "created_at", "updated_at"';
const now = 'now(), now()';

const applications = [
  ['app_01a205b3d00070008000000000000001', 'masar-app', 'Masar Eagle on the phone', 'PUBLIC', 'otp'],
  ['app_01a205b3d00070008000000000000002', 'masar-web', 'Masar Eagle on the web', 'PUBLIC', 'code'],
  ['app_01a205b3d00070008000000000000003', 'masar-sandbox', 'Apollo Sandbox', 'PUBLIC', 'code'],
  ['app_01a205b3d00070008000000000000004', 'masar-service', 'The services among themselves', 'CONFIDENTIAL', 'service'],
].map(([id, clientId, name, type, kind]) => {
  const scopes = kind === 'service' ? ['service'] : ['driver', 'passenger', 'admin'];
  const permissions = JSON.stringify(scopes.map((scope) => `scp:${scope}`));
  const requirements = JSON.stringify(type === 'PUBLIC' ? ['pkce'] : []);
  return `insert into "oauth_applications" (${standard}, "client_id", "display_name", "type", "permissions", "requirements", "redirect_uris")
    values ('${id}', ${now}, '${clientId}', '${name}', '${type}', '${permissions}', '${requirements}', '[]')`;
});

const scopes = [
  ['sc_01a205b3d00070008000000000000001', 'driver', 'Offer trips'],
  ['sc_01a205b3d00070008000000000000002', 'passenger', 'Book seats'],
  ['sc_01a205b3d00070008000000000000003', 'admin', 'Run the platform'],
  ['sc_01a205b3d00070008000000000000004', 'service', 'A service, for itself'],
].map(
  ([id, name, displayName]) =>
    `insert into "oauth_scopes" (${standard}, "name", "display_name", "resources")
    values ('${id}', ${now}, '${name}', '${displayName}', '["masar-eagle-api"]')`,
);

const outbox = [
  `create schema "messaging"`,
  `create table "messaging"."outbox" (
      "position" bigserial primary key,
      "id" varchar(50) not null,
      "message_type" varchar(200) not null,
      "subject" varchar(50) not null,
      "body" jsonb not null,
      "destination" varchar(200) null,
      "deliver_by" timestamptz(3) null,
      "attempts" int not null default 0,
      "status" varchar(20) not null default 'PENDING',
      "created_at" timestamptz(3) not null,
      constraint "outbox_id_unique" unique ("id")
    )`,
  `create index "outbox_status_position_index" on "messaging"."outbox" ("status", "position")`,
];

/** Creates the first tables of auth, and inserts the built-in applications and scopes. */
export class Init extends Migration {
  override up(): void {
    for (const sql of [...tables, ...applications, ...scopes, ...outbox]) this.addSql(sql);
  }

  override down(): void {
    this.addSql(`drop table "messaging"."outbox"`);
    this.addSql(`drop schema "messaging"`);
    for (const table of [
      'failed_attempts',
      'oauth_applications',
      'oauth_authorizations',
      'oauth_scopes',
      'oauth_tokens',
      'one_time_codes',
      'signing_keys',
    ])
      this.addSql(`drop table "${table}" cascade`);
  }
}
