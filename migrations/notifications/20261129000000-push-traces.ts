import { Migration } from '@mikro-orm/migrations';

/** Adds the trace that a push belongs to. */
export class PushTraces extends Migration {
  override up(): void {
    this.addSql('alter table "pushes" add "traceparent" varchar(55) null');
  }

  override down(): void {
    this.addSql('alter table "pushes" drop column "traceparent"');
  }
}
