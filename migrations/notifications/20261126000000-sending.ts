import { Migration } from '@mikro-orm/migrations';

const up = [
  `alter table "notifications" add column "cause_id" varchar(50) null`,
  `alter table "notifications" add constraint "notifications_cause_unique" unique ("cause_id", "recipient_id", "notification_type")`,
  `create table "mailboxes" (
      "recipient_id" varchar(50) not null,
      "last_sent_at" timestamptz(3) not null,
      primary key ("recipient_id")
    )`,
  `insert into "mailboxes" select "recipient_id", max("sent_at_utc") from "notifications" group by "recipient_id"`,
  `create table "announcements" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "sent_by" varchar(50) not null,
      "title" varchar(200) not null,
      "body" varchar(2000) not null,
      "audience" jsonb not null,
      "status" varchar(20) not null,
      "sent_up_to" varchar(50) not null,
      "recipient_count" int not null,
      primary key ("id")
    )`,
  `create index "announcements_status_index" on "announcements" ("status")`,
  `alter table "announcements" add constraint "announcements_status_check" check (status in ('SENDING', 'SENT'))`,
  `create table "pushes" (
      "notification_id" varchar(50) not null,
      "device_id" varchar(50) not null,
      "attempts" int not null default 0,
      "due_at" timestamptz(3) not null,
      primary key ("notification_id", "device_id")
    )`,
  `create index "pushes_device_id_index" on "pushes" ("device_id")`,
  `create index "pushes_due_at_index" on "pushes" ("due_at")`,
  `alter table "pushes" add constraint "pushes_notification_id_foreign" foreign key ("notification_id") references "notifications" ("id") on delete cascade`,
  `alter table "pushes" add constraint "pushes_device_id_foreign" foreign key ("device_id") references "device_tokens" ("id") on delete cascade`,
];

/** Adds what sending stores: each recipient's last send time, announcements, and pending pushes. */
export class Sending extends Migration {
  override up(): void {
    for (const sql of up) this.addSql(sql);
  }

  override down(): void {
    for (const table of ['pushes', 'announcements', 'mailboxes']) this.addSql(`drop table "${table}"`);
    this.addSql(`alter table "notifications" drop constraint "notifications_cause_unique"`);
    this.addSql(`alter table "notifications" drop column "cause_id"`);
  }
}
