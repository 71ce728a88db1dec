import { Migration } from '@mikro-orm/migrations';

const types = [
  ...['BOOKING_REQUESTED', 'BOOKING_CONFIRMED', 'BOOKING_CANCELLED', 'TRIP_UPDATED', 'TRIP_STARTED', 'TRIP_COMPLETED'],
  ...['TRIP_CANCELLED', 'TRIP_REMINDER'],
];

/** Allows notifications of bookings from a waiting list. */
export class Waitlist extends Migration {
  override up(): void {
    this.allow([...types, 'WAITLIST_BOOKED', 'ANNOUNCEMENT']);
  }

  /** The earlier release cannot show these notifications. */
  override down(): void {
    this.addSql(`delete from "notifications" where notification_type = 'WAITLIST_BOOKED'`);
    this.allow([...types, 'ANNOUNCEMENT']);
  }

  private allow(allowed: readonly string[]): void {
    const list = allowed.map((type) => `'${type}'`).join(', ');
    this.addSql(
      `alter table "notifications" drop constraint "notifications_notification_type_check",
         add constraint "notifications_notification_type_check" check (notification_type in (${list}))`,
    );
  }
}
