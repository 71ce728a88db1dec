import { Migration } from '@mikro-orm/migrations';

/** Indexes for the limits of a passenger and for bookings that expire. */
export class Bookings extends Migration {
  override up(): void {
    this.addSql(
      `create index "seat_bookings_passenger_active_index" on "seat_bookings" ("passenger_id") where status in ('PENDING', 'CONFIRMED') and not is_deleted`,
    );
    this.addSql(
      `create index "seat_bookings_pending_index" on "seat_bookings" ("booked_at_utc") where status = 'PENDING' and not is_deleted`,
    );
  }

  override down(): void {
    this.addSql(`drop index "seat_bookings_pending_index"`);
    this.addSql(`drop index "seat_bookings_passenger_active_index"`);
  }
}
