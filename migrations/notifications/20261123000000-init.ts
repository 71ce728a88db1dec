import { Migration } from '@mikro-orm/migrations';

const tables = [
  `create table "device_tokens" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "user_id" varchar(50) not null,
      "user_type" varchar(20) not null,
      "session_id" varchar(50) null,
      "device_token" varchar(500) not null,
      "platform" varchar(20) null,
      "app_version" varchar(50) null,
      "is_active" boolean not null default true,
      primary key ("id")
    )`,
  `create index "device_tokens_user_id_index" on "device_tokens" ("user_id")`,
  `create index "device_tokens_user_type_index" on "device_tokens" ("user_type")`,
  `create index "device_tokens_device_token_index" on "device_tokens" ("device_token")`,
  `create index "device_tokens_is_active_index" on "device_tokens" ("is_active")`,
  `alter table "device_tokens" add constraint "device_tokens_user_id_device_token_unique" unique ("user_id", "device_token")`,
  `alter table "device_tokens" add constraint "device_tokens_platform_check" check (platform in ('IOS', 'ANDROID', 'WEB'))`,
  `alter table "device_tokens" add constraint "device_tokens_user_type_check" check (user_type in ('DRIVER', 'PASSENGER', 'ADMIN'))`,
  `create table "notifications" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "notification_type" varchar(30) not null,
      "recipient_id" varchar(50) not null,
      "recipient_type" varchar(20) not null,
      "title" varchar(200) not null,
      "body" varchar(2000) not null,
      "data" jsonb null,
      "is_read" boolean not null default false,
      "sent_at_utc" timestamptz(3) not null,
      primary key ("id")
    )`,
  `create index "notifications_recipient_id_index" on "notifications" ("recipient_id")`,
  `create index "notifications_is_read_index" on "notifications" ("is_read")`,
  `create index "notifications_sent_at_utc_index" on "notifications" ("sent_at_utc")`,
  `create index "notifications_recipient_page_index" on "notifications" ("recipient_id", "sent_at_utc", "id")`,
  `alter table "notifications" add constraint "notifications_notification_type_check" check (notification_type in ('BOOKING_REQUESTED', 'BOOKING_CONFIRMED', 'BOOKING_CANCELLED', 'TRIP_UPDATED', 'TRIP_STARTED', 'TRIP_COMPLETED', 'TRIP_CANCELLED', 'TRIP_REMINDER', 'ANNOUNCEMENT'))`,
  `alter table "notifications" add constraint "notifications_recipient_type_check" check (recipient_type in ('DRIVER', 'PASSENGER', 'ADMIN'))`,
  `create table "recipients" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "account_id" varchar(50) not null,
      "account_type" varchar(20) not null,
      "full_name" varchar(256) null,
      "is_active" boolean not null default true,
      "locale" varchar(2) not null default 'AR',
      primary key ("id")
    )`,
  `alter table "recipients" add constraint "recipients_account_id_unique" unique ("account_id")`,
  `create index "recipients_audience_index" on "recipients" ("account_type", "is_active", "account_id")`,
  `alter table "recipients" add constraint "recipients_account_type_check" check (account_type in ('DRIVER', 'PASSENGER', 'ADMIN'))`,
  `alter table "recipients" add constraint "recipients_locale_check" check (locale in ('AR', 'EN'))`,
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

/** Creates the first tables of notifications. */
export class Init extends Migration {
  override up(): void {
    for (const sql of [...tables, ...outbox]) this.addSql(sql);
  }

  override down(): void {
    this.addSql(`drop table "messaging"."outbox"`);
    this.addSql(`drop schema "messaging"`);
    for (const table of ['device_tokens', 'notifications', 'recipients']) this.addSql(`drop table "${table}" cascade`);
  }
}
