import { Migration } from '@mikro-orm/migrations';

const up = [
  `create table "published_texts" (
      "digest" varchar(64) not null,
      "content" text not null,
      primary key ("digest")
    )`,
  `create table "schema_versions" (
      "number" int not null,
      "published_at" timestamptz(3) not null,
      "published_by" varchar(200) not null,
      "commit" varchar(64) null,
      "is_dirty" boolean not null,
      "restored_version_number" int null,
      "is_forced" boolean not null,
      "supergraph_digest" varchar(64) not null,
      "approvals_digest" varchar(64) null,
      primary key ("number"),
      constraint "schema_versions_restored_version_number_foreign" foreign key ("restored_version_number")
        references "schema_versions" ("number") on delete restrict,
      constraint "schema_versions_supergraph_digest_foreign" foreign key ("supergraph_digest")
        references "published_texts" ("digest"),
      constraint "schema_versions_approvals_digest_foreign" foreign key ("approvals_digest")
        references "published_texts" ("digest") on delete restrict
    )`,
  `create table "version_subgraphs" (
      "version_number" int not null,
      "name" varchar(100) not null,
      "url" varchar(2000) not null,
      "schema_digest" varchar(64) not null,
      "changed_in" int not null,
      primary key ("version_number", "name"),
      constraint "version_subgraphs_version_number_foreign" foreign key ("version_number")
        references "schema_versions" ("number"),
      constraint "version_subgraphs_schema_digest_foreign" foreign key ("schema_digest")
        references "published_texts" ("digest")
    )`,
];

/** Adds the published versions of the schema: their texts, once each, who published them, and their subgraphs. */
export class Versions extends Migration {
  override up(): void {
    for (const sql of up) this.addSql(sql);
  }

  override down(): void {
    for (const table of ['version_subgraphs', 'schema_versions', 'published_texts'])
      this.addSql(`drop table "${table}"`);
  }
}
