import { Migration } from '@mikro-orm/migrations';

/**
 * The time of a refresh token's first use, from which its grace counts. The previous release leaves it null, and so its refresh tokens have
 * no grace.
 */
export class RedeemedRefreshTokens extends Migration {
  override up(): void {
    this.addSql('alter table "oauth_tokens" add "redeemed_at" timestamptz(3) null;');
  }

  override down(): void {
    this.addSql('alter table "oauth_tokens" drop column "redeemed_at";');
  }
}
