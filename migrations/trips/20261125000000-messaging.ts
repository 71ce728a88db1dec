import { Migration } from '@mikro-orm/migrations';

const up = [
  `alter table "messaging"."outbox" add column "sent_at" timestamptz(3) null, add column "stream_position" varchar(50) null`,
  `create index "outbox_pending_index" on "messaging"."outbox" ("position") where status = 'PENDING'`,
  `drop index "messaging"."outbox_status_position_index"`,
  `create table "messaging"."envelope" (
      "position" bigserial primary key,
      "id" varchar(50) not null,
      "source" varchar(50) not null,
      "message_type" varchar(200) not null,
      "subject" varchar(50) not null,
      "body" jsonb null,
      "status" varchar(20) not null,
      "attempts" int not null default 0,
      "execution_time" timestamptz(3) not null,
      "created_at" timestamptz(3) not null,
      constraint "envelope_id_unique" unique ("id"),
      constraint "envelope_status_check" check (status in ('PENDING', 'DONE', 'DEAD'))
    )`,
  `create index "envelope_pending_index" on "messaging"."envelope" ("subject", "position") where status = 'PENDING'`,
  `create index "envelope_due_index" on "messaging"."envelope" ("execution_time") where status = 'PENDING'`,
  `create table "messaging"."dead_letters" (
      "id" varchar(50) primary key,
      "source" varchar(50) not null,
      "message_type" varchar(200) not null,
      "subject" varchar(50) not null,
      "body" jsonb not null,
      "error" text not null,
      "attempts" int not null,
      "failed_at" timestamptz(3) not null
    )`,
  `create table "messaging"."claims" ("name" varchar(100) primary key, "value" varchar(200) null)`,
  `insert into "messaging"."claims" ("name") select 'outbox ' || part from generate_series(0, 15) as part`,
  `insert into "messaging"."claims" ("name") values ('bus')`,
];

const down = [
  `drop table "messaging"."claims"`,
  `drop table "messaging"."dead_letters"`,
  `drop table "messaging"."envelope"`,
  `create index "outbox_status_position_index" on "messaging"."outbox" ("status", "position")`,
  `drop index "messaging"."outbox_pending_index"`,
  `alter table "messaging"."outbox" drop column "stream_position", drop column "sent_at"`,
];

/** Adds the relay's columns to the outbox, and the tables of the inbox. */
export class Messaging extends Migration {
  override up(): void {
    for (const sql of up) this.addSql(sql);
  }

  override down(): void {
    for (const sql of down) this.addSql(sql);
  }
}
