import { Migration } from '@mikro-orm/migrations';

const waiting = `status = 'WAITING' and not is_deleted`;

const up = [
  `create table "waitlist_entries" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "trip_id" varchar(50) not null,
      "passenger_id" varchar(50) not null,
      "passenger_name" varchar(256) not null,
      "passenger_phone" varchar(16) not null,
      "seat_count" int not null,
      "turn" int not null,
      "status" varchar(20) not null,
      "booking_ids" jsonb not null,
      "closed_at_utc" timestamptz(3) null,
      primary key ("id")
    )`,
  `create index "waitlist_entries_passenger_index" on "waitlist_entries" ("passenger_id", "id")`,
  `create index "waitlist_entries_waiting_index" on "waitlist_entries" ("trip_id", "turn") where ${waiting}`,
  `alter table "waitlist_entries" add constraint "waitlist_entries_turn_unique" unique ("trip_id", "turn")`,
  `create unique index "waitlist_entries_waiting_unique" on "waitlist_entries" ("passenger_id", "trip_id") where ${waiting}`,
  `alter table "waitlist_entries" add constraint "waitlist_entries_seat_count_check" check (seat_count >= 1 and seat_count <= 10)`,
  `alter table "waitlist_entries" add constraint "waitlist_entries_status_check" check (status in ('WAITING', 'BOOKED', 'LEFT', 'ENDED'))`,
  `alter table "waitlist_entries" add constraint "waitlist_entries_trip_id_foreign" foreign key ("trip_id") references "trips" ("id")`,
];

/** Adds the waiting lists of trips. */
export class Waitlist extends Migration {
  override up(): void {
    for (const sql of up) this.addSql(sql);
  }

  override down(): void {
    this.addSql(`drop table "waitlist_entries"`);
  }
}
