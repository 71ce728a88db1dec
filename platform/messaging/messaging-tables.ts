/**
 * How many parts an outbox has: a row is in the part that the hash of its subject says. A part is relayed by one instance
 * at a time, so events of one subject keep their order.
 */
export const outboxParts = 16;

const pending = `status = 'PENDING'`;

/** What a database needs to relay its outbox in parts, and to receive others' events; and its way back. */
export const messagingTables = {
  up: [
    `alter table "messaging"."outbox" add column "sent_at" timestamptz(3) null, add column "stream_position" varchar(50) null`,
    `create index "outbox_pending_index" on "messaging"."outbox" ("position") where ${pending}`,
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
    `create index "envelope_pending_index" on "messaging"."envelope" ("subject", "position") where ${pending}`,
    `create index "envelope_due_index" on "messaging"."envelope" ("execution_time") where ${pending}`,
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
    `insert into "messaging"."claims" ("name") select 'outbox ' || part from generate_series(0, ${outboxParts - 1}) as part`,
    `insert into "messaging"."claims" ("name") values ('bus')`,
  ],
  down: [
    `drop table "messaging"."claims"`,
    `drop table "messaging"."dead_letters"`,
    `drop table "messaging"."envelope"`,
    `create index "outbox_status_position_index" on "messaging"."outbox" ("status", "position")`,
    `drop index "messaging"."outbox_pending_index"`,
    `alter table "messaging"."outbox" drop column "stream_position", drop column "sent_at"`,
  ],
} as const;
