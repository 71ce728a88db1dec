import { Migration } from '@mikro-orm/migrations';
import { messagingTables } from '#platform/messaging/messaging-tables.ts';

/** Events are relayed and received. */
export class Messaging extends Migration {
  override up(): void {
    for (const sql of messagingTables.up) this.addSql(sql);
  }

  override down(): void {
    for (const sql of messagingTables.down) this.addSql(sql);
  }
}
