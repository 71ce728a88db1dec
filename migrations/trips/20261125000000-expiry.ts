import { Migration } from '@mikro-orm/migrations';

/** The bookings that expire, by when they were made: what is not due is not looked at. */
export class Expiry extends Migration {
  override up(): void {
    this.addSql(`drop index "seat_bookings_pending_index"`);
    this.addSql(
      `create index "seat_bookings_pending_index" on "seat_bookings" ("booked_at_utc") where status = 'PENDING' and not is_deleted`,
    );
  }

  override down(): void {
    this.addSql(`drop index "seat_bookings_pending_index"`);
    this.addSql(
      `create index "seat_bookings_pending_index" on "seat_bookings" ("id", "booked_at_utc") where status = 'PENDING' and not is_deleted`,
    );
  }
}
