import { Migration } from '@mikro-orm/migrations';

const tables = [
  `create table "admins" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "full_name" varchar(256) null,
      "is_active" boolean not null default true,
      "locale" varchar(2) not null default 'AR',
      "last_login_at" timestamptz(3) null,
      "email" varchar(256) not null,
      "password_hash" varchar(256) not null,
      primary key ("id")
    )`,
  `create unique index "admins_email_unique" on "admins" (lower("email")) where not is_deleted`,
  `alter table "admins" add constraint "admins_locale_check" check (locale in ('AR', 'EN'))`,
  `create table "drivers" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "full_name" varchar(256) null,
      "is_active" boolean not null default true,
      "locale" varchar(2) not null default 'AR',
      "last_login_at" timestamptz(3) null,
      "phone_number" varchar(16) not null,
      "date_of_birth" date null,
      "profile_picture_url" varchar(1000) null,
      "is_phone_verified" boolean not null default false,
      "is_profile_complete" boolean not null default false,
      "identity_document_url" varchar(1000) null,
      "driving_license_url" varchar(1000) null,
      primary key ("id")
    )`,
  `create index "drivers_is_deleted_is_active_index" on "drivers" ("is_deleted", "is_active")`,
  `create index "drivers_full_name_prefix_index" on "drivers" (lower("full_name") text_pattern_ops) where not is_deleted`,
  `create index "drivers_phone_number_prefix_index" on "drivers" ("phone_number" text_pattern_ops) where not is_deleted`,
  `create unique index "drivers_phone_number_unique" on "drivers" ("phone_number") where not is_deleted`,
  `alter table "drivers" add constraint "drivers_locale_check" check (locale in ('AR', 'EN'))`,
  `create table "passengers" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "full_name" varchar(256) null,
      "is_active" boolean not null default true,
      "locale" varchar(2) not null default 'AR',
      "last_login_at" timestamptz(3) null,
      "phone_number" varchar(16) not null,
      "date_of_birth" date null,
      "profile_picture_url" varchar(1000) null,
      "is_phone_verified" boolean not null default false,
      "is_profile_complete" boolean not null default false,
      "gender" varchar(20) not null default 'UNSPECIFIED',
      primary key ("id")
    )`,
  `create index "passengers_is_deleted_is_active_index" on "passengers" ("is_deleted", "is_active")`,
  `create index "passengers_full_name_prefix_index" on "passengers" (lower("full_name") text_pattern_ops) where not is_deleted`,
  `create index "passengers_phone_number_prefix_index" on "passengers" ("phone_number" text_pattern_ops) where not is_deleted`,
  `create unique index "passengers_phone_number_unique" on "passengers" ("phone_number") where not is_deleted`,
  `alter table "passengers" add constraint "passengers_locale_check" check (locale in ('AR', 'EN'))`,
  `alter table "passengers" add constraint "passengers_gender_check" check (gender in ('UNSPECIFIED', 'MALE', 'FEMALE'))`,
  `create table "vehicle_types" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "name" varchar(200) not null,
      "seat_capacity" int not null,
      primary key ("id")
    )`,
  `alter table "vehicle_types" add constraint "vehicle_types_name_unique" unique ("name")`,
  `alter table "vehicle_types" add constraint "vehicle_types_seat_capacity_check" check (seat_capacity > 0)`,
  `create table "vehicles" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "name" varchar(200) not null,
      "model" varchar(200) not null,
      "vehicle_type_id" varchar(50) not null,
      "driver_id" varchar(50) not null,
      "is_active" boolean not null default true,
      primary key ("id")
    )`,
  `create index "vehicles_vehicle_type_id_index" on "vehicles" ("vehicle_type_id")`,
  `create index "vehicles_driver_id_index" on "vehicles" ("driver_id")`,
  `alter table "vehicles" add constraint "vehicles_vehicle_type_id_foreign" foreign key ("vehicle_type_id") references "vehicle_types" ("id") on delete no action`,
  `alter table "vehicles" add constraint "vehicles_driver_id_foreign" foreign key ("driver_id") references "drivers" ("id") on delete cascade`,
];

/** The built-in vehicle types. Admins can add more. */
const vehicleTypes = [
  { id: 'vt_01a205b3d00070008000000000000001', name: 'sedan', seatCapacity: 4 },
  { id: 'vt_01a205b3d00070008000000000000002', name: 'SUV', seatCapacity: 6 },
  { id: 'vt_01a205b3d00070008000000000000003', name: 'van', seatCapacity: 12 },
  { id: 'vt_01a205b3d00070008000000000000004', name: 'bus', seatCapacity: 45 },
].map(
  ({ id, name, seatCapacity }) =>
    `insert into "vehicle_types" ("id", "created_at", "updated_at", "name", "seat_capacity") values ('${id}', now(), now(), '${name}', ${seatCapacity})`,
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

/** Creates the first tables of users, and inserts the built-in vehicle types. */
export class Init extends Migration {
  override up(): void {
    for (const sql of [...tables, ...vehicleTypes, ...outbox]) this.addSql(sql);
  }

  override down(): void {
    this.addSql(`drop table "messaging"."outbox"`);
    this.addSql(`drop schema "messaging"`);
    for (const table of ['admins', 'drivers', 'passengers', 'vehicle_types', 'vehicles'])
      this.addSql(`drop table "${table}" cascade`);
  }
}
