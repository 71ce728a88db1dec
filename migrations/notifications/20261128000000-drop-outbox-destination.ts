import { Migration } from '@mikro-orm/migrations';

/** Drops two columns of the outbox that no code ever wrote or read. */
export class DropOutboxDestination extends Migration {
  override up(): void {
    this.addSql('alter table "messaging"."outbox" drop column "destination", drop column "deliver_by"');
  }

  override down(): void {
    this.addSql(
      'alter table "messaging"."outbox" add "destination" varchar(200) null, add "deliver_by" timestamptz(3) null',
    );
  }
}
