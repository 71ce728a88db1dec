import { Migration } from '@mikro-orm/migrations';

/** Adds the index that finds expired bookings. */
export class Bookings extends Migration {
  override up(): void {
    this.addSql(
      `create index "seat_bookings_pending_index" on "seat_bookings" ("id", "booked_at_utc") where status = 'PENDING' and not is_deleted`,
    );
  }

  override down(): void {
    this.addSql(`drop index "seat_bookings_pending_index"`);
  }
}
