import { Migration } from '@mikro-orm/migrations';

const up = [
  `create table "audit_entries" (
      "id" varchar(50) not null,
      "created_at" timestamptz(3) not null,
      "updated_at" timestamptz(3) not null,
      "is_deleted" boolean not null default false,
      "deleted_at" timestamptz(3) null,
      "action" varchar(50) not null,
      "actor_id" varchar(50) not null,
      "actor_role" varchar(20) not null,
      "subject_id" varchar(50) not null,
      "fields" jsonb not null,
      "address" varchar(45) null,
      primary key ("id")
    )`,
  `create index "audit_entries_created_index" on "audit_entries" ("created_at", "id")`,
  `create index "audit_entries_actor_index" on "audit_entries" ("actor_id", "created_at", "id")`,
  `create index "audit_entries_subject_index" on "audit_entries" ("subject_id", "created_at", "id")`,
  `create index "audit_entries_action_index" on "audit_entries" ("action", "created_at", "id")`,
  `create function "audit_entries_audit_entries_append_only_fn"() returns trigger as $$ begin raise exception 'an entry of the audit log never changes'; end; $$ language plpgsql`,
  `create trigger "audit_entries_append_only" before update on "audit_entries"
    for each statement execute function "audit_entries_audit_entries_append_only_fn"()`,
];

/** Adds the audit log, whose entries the database keeps from being changed. */
export class AuditLog extends Migration {
  override up(): void {
    for (const sql of up) this.addSql(sql);
  }

  override down(): void {
    this.addSql(`drop table "audit_entries"`);
    this.addSql(`drop function "audit_entries_audit_entries_append_only_fn"()`);
  }
}
