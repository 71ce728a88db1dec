import { Migration } from '@mikro-orm/migrations';

const up = [
  `create table "used_operations" (
      "id" varchar(64) not null,
      "name" varchar(100) not null,
      "kind" varchar(20) not null,
      "document" text not null,
      "coordinates" text[] not null,
      "last_day" date not null,
      primary key ("id")
    )`,
  `create index "used_operations_last_day_index" on "used_operations" ("last_day")`,
  `create table "operation_counts" (
      "day" date not null,
      "client_name" varchar(100) not null,
      "client_version" varchar(50) not null,
      "operation_id" varchar(64) not null,
      "count" bigint not null,
      primary key ("day", "client_name", "client_version", "operation_id"),
      constraint "operation_counts_operation_id_foreign" foreign key ("operation_id")
        references "used_operations" ("id") on delete cascade
    )`,
  `create index "operation_counts_operation_index" on "operation_counts" ("operation_id")`,
  `create table "input_counts" (
      "day" date not null,
      "client_name" varchar(100) not null,
      "client_version" varchar(50) not null,
      "operation_id" varchar(64) not null,
      "coordinate" text not null,
      "count" bigint not null,
      primary key ("day", "client_name", "client_version", "operation_id", "coordinate"),
      constraint "input_counts_operation_id_foreign" foreign key ("operation_id")
        references "used_operations" ("id") on delete cascade
    )`,
  `create index "input_counts_operation_index" on "input_counts" ("operation_id")`,
];

/** Adds the counted use of the schema: operations, their counts, and those of what their variables use. */
export class Usage extends Migration {
  override up(): void {
    for (const sql of up) this.addSql(sql);
  }

  override down(): void {
    for (const table of ['input_counts', 'operation_counts', 'used_operations']) this.addSql(`drop table "${table}"`);
  }
}
