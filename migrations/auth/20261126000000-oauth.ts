import { Migration } from '@mikro-orm/migrations';

const native = JSON.stringify(['com.masareagle.app:/oauth2redirect', 'http://127.0.0.1/callback']);
const browser = JSON.stringify(['http://127.0.0.1/callback', 'http://localhost/callback']);

/** Adds the table of the OAuth library's states, and sets the redirect URIs of the built-in applications. */
export class OAuth extends Migration {
  override up(): void {
    this.addSql(`create table "oauth_states" (
      "id" varchar(100) not null,
      "payload" jsonb not null,
      "uid_hash" varchar(64) null,
      "grant_hash" varchar(64) null,
      "session_id" varchar(50) null,
      "consumed_at" timestamptz(3) null,
      "expires_at" timestamptz(3) not null,
      primary key ("id")
    )`);
    this.addSql(`create index "oauth_states_expires_at_index" on "oauth_states" ("expires_at")`);
    this.addSql(`create index "oauth_states_uid_hash_index" on "oauth_states" ("uid_hash") where uid_hash is not null`);
    this.addSql(
      `create index "oauth_states_grant_hash_index" on "oauth_states" ("grant_hash") where grant_hash is not null`,
    );
    this.addSql(`update "oauth_applications" set "redirect_uris" = '${native}' where "client_id" = 'masar-app'`);
    this.addSql(
      `update "oauth_applications" set "redirect_uris" = '${browser}' where "client_id" in ('masar-web', 'masar-sandbox')`,
    );
  }

  override down(): void {
    this.addSql(
      `update "oauth_applications" set "redirect_uris" = '[]' where "client_id" in ('masar-app', 'masar-web', 'masar-sandbox')`,
    );
    this.addSql(`drop table "oauth_states"`);
  }
}
