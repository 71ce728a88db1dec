import { Migration } from '@mikro-orm/migrations';

const bookings = `status in ('PENDING', 'CONFIRMED', 'COMPLETED') and not is_deleted`;
const statuses = `'PENDING', 'CONFIRMED', 'CANCELLED', 'COMPLETED'`;

/**
 * Lets rows of bookings block seats, under the unique index of the active bookings.
 *
 * Statements of the previous release on bookings wait while the index is built. The lock is taken first: a transaction that has read
 * bookings and then writes one would otherwise wait for this one, and this one for it.
 */
export class BlockedSeats extends Migration {
  override async up(): Promise<void> {
    await this.lock('"seat_bookings"');
    this.replaceIndex(`(${bookings}) or status = 'BLOCKED'`);
    this.replaceStatuses(`${statuses}, 'BLOCKED'`);
    this.addSql(
      `alter table "seat_bookings" add constraint "seat_bookings_blocked_check" check (status <> 'BLOCKED' or is_deleted)`,
    );
  }

  /** Blocked seats become available. */
  override async down(): Promise<void> {
    await this.lock('"trips", "seat_bookings"');
    this.addSql(
      `with unblocked as (delete from seat_bookings where status = 'BLOCKED' returning trip_id)
       update trips set available_seats = available_seats + seats, version = version + 1
       from (select trip_id, count(*) as seats from unblocked group by trip_id) freed where trips.id = trip_id`,
    );
    this.addSql(`alter table "seat_bookings" drop constraint "seat_bookings_blocked_check"`);
    this.replaceStatuses(statuses);
    this.replaceIndex(bookings);
  }

  private async lock(tables: string): Promise<void> {
    // Building the index can exceed the statement timeout of a request.
    await this.execute('set local statement_timeout = 0');
    await this.execute(`lock table ${tables} in access exclusive mode`);
  }

  private replaceIndex(condition: string): void {
    this.addSql(`drop index "seat_bookings_active_seat_unique"`);
    this.addSql(
      `create unique index "seat_bookings_active_seat_unique" on "seat_bookings" ("trip_id", "seat_number") where ${condition}`,
    );
  }

  private replaceStatuses(allowed: string): void {
    this.addSql(
      `alter table "seat_bookings" drop constraint "seat_bookings_status_check",
         add constraint "seat_bookings_status_check" check (status in (${allowed}))`,
    );
  }
}
