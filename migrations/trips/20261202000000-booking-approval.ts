import { Migration } from '@mikro-orm/migrations';

/** Adds who approves the bookings of a trip. The previous release creates trips with the approval DRIVER, and makes every booking PENDING. */
export class BookingApproval extends Migration {
  override up(): void {
    this.addSql(
      `alter table "trips" add "booking_approval" varchar(20) not null default 'DRIVER',
         add constraint "trips_booking_approval_check" check (booking_approval in ('DRIVER', 'INSTANT'))`,
    );
  }

  override down(): void {
    this.addSql(`alter table "trips" drop "booking_approval"`);
  }
}
