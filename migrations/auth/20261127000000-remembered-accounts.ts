import { Migration } from '@mikro-orm/migrations';

/** Adds the account to each OAuth state, so that ending a session of the account finds its states. */
export class RememberedAccounts extends Migration {
  override up(): void {
    this.addSql(`alter table "oauth_states" add column "account_id" varchar(50) null`);
    this.addSql(
      `update "oauth_states" set "account_id" = split_part("payload" ->> 'accountId', ' ', 1)
       where "payload" ->> 'accountId' is not null`,
    );
    this.addSql(
      `create index "oauth_states_account_id_index" on "oauth_states" ("account_id") where account_id is not null`,
    );
  }

  override down(): void {
    this.addSql(`alter table "oauth_states" drop column "account_id"`);
  }
}
