import { Migration } from '@mikro-orm/migrations';

const tables = [
  `create table "idempotency_keys" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "account_id" varchar(50) not null,
      "operation" varchar(50) not null,
      "key" varchar(100) not null,
      "request_hash" varchar(64) not null,
      "result_ids" jsonb not null,
      primary key ("id")
    )`,
  `create index "idempotency_keys_created_at_index" on "idempotency_keys" ("created_at")`,
  `alter table "idempotency_keys" add constraint "idempotency_keys_account_operation_key_unique" unique ("account_id", "operation", "key")`,
  `create table "trips" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "from_city" varchar(200) not null,
      "to_city" varchar(200) not null,
      "departure_time_utc" timestamptz(3) not null,
      "arrival_time_utc" timestamptz(3) null,
      "description" varchar(1000) null,
      "price" numeric(10,2) not null,
      "status" varchar(20) not null,
      "available_seats" int not null,
      "total_seats" int not null,
      "vehicle_id" varchar(50) not null,
      "driver_id" varchar(50) not null,
      "version" int not null default 1,
      "reminded_at" timestamptz(3) null,
      primary key ("id")
    )`,
  `create index "trips_vehicle_id_index" on "trips" ("vehicle_id")`,
  `create index "trips_driver_id_index" on "trips" ("driver_id")`,
  `create index "trips_search_index" on "trips" ("status", "from_city", "to_city", "departure_time_utc")`,
  `create index "trips_departure_index" on "trips" ("status", "departure_time_utc", "id")`,
  `create index "trips_price_index" on "trips" ("status", "price", "id")`,
  `create index "trips_created_index" on "trips" ("created_at", "id")`,
  `alter table "trips" add constraint "trips_price_check" check (price > 0)`,
  `alter table "trips" add constraint "trips_available_seats_check" check (available_seats >= 0 and available_seats <= total_seats)`,
  `alter table "trips" add constraint "trips_total_seats_check" check (total_seats >= 1 and total_seats <= 100)`,
  `alter table "trips" add constraint "trips_arrival_check" check (arrival_time_utc > departure_time_utc)`,
  `alter table "trips" add constraint "trips_status_check" check (status in ('SCHEDULED', 'STARTED', 'COMPLETED', 'CANCELLED'))`,
  `create table "seat_bookings" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "trip_id" varchar(50) not null,
      "seat_number" int not null,
      "passenger_id" varchar(50) not null,
      "passenger_name" varchar(256) not null,
      "passenger_phone" varchar(16) not null,
      "status" varchar(20) not null,
      "price" numeric(10,2) not null,
      "booked_at_utc" timestamptz(3) not null,
      "confirmed_at_utc" timestamptz(3) null,
      "cancelled_at_utc" timestamptz(3) null,
      "cancellation_reason" varchar(1000) null,
      primary key ("id")
    )`,
  `create index "seat_bookings_trip_id_index" on "seat_bookings" ("trip_id")`,
  `create index "seat_bookings_passenger_id_index" on "seat_bookings" ("passenger_id")`,
  `create unique index "seat_bookings_active_seat_unique" on "seat_bookings" ("trip_id", "seat_number") where status in ('PENDING', 'CONFIRMED', 'COMPLETED') and not is_deleted`,
  `alter table "seat_bookings" add constraint "seat_bookings_seat_number_check" check (seat_number >= 1)`,
  `alter table "seat_bookings" add constraint "seat_bookings_price_check" check (price > 0)`,
  `alter table "seat_bookings" add constraint "seat_bookings_status_check" check (status in ('PENDING', 'CONFIRMED', 'CANCELLED', 'COMPLETED'))`,
  `create table "trip_stops" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "trip_id" varchar(50) not null,
      "location" varchar(200) not null,
      "stop_time_utc" timestamptz(3) null,
      "stop_order" int not null,
      "description" varchar(1000) null,
      primary key ("id")
    )`,
  `create index "trip_stops_trip_id_index" on "trip_stops" ("trip_id")`,
  `alter table "trip_stops" add constraint "trip_stops_trip_id_stop_order_unique" unique ("trip_id", "stop_order")`,
  `alter table "seat_bookings" add constraint "seat_bookings_trip_id_foreign" foreign key ("trip_id") references "trips" ("id")`,
  `alter table "trip_stops" add constraint "trip_stops_trip_id_foreign" foreign key ("trip_id") references "trips" ("id")`,
];

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

/** Creates the first tables of trips. */
export class Init extends Migration {
  override up(): void {
    for (const sql of [...tables, ...outbox]) this.addSql(sql);
  }

  override down(): void {
    this.addSql(`drop table "messaging"."outbox"`);
    this.addSql(`drop schema "messaging"`);
    for (const table of ['idempotency_keys', 'trips', 'seat_bookings', 'trip_stops'])
      this.addSql(`drop table "${table}" cascade`);
  }
}
