import { Migration } from '@mikro-orm/migrations';

/** Adds the number of accounts that an announcement is for. */
export class AudienceSize extends Migration {
  override up(): void {
    this.addSql('alter table "announcements" add "audience_size" int null');
  }

  override down(): void {
    this.addSql('alter table "announcements" drop column "audience_size"');
  }
}
