import { Migration } from '@mikro-orm/migrations';

const before = `create index "trips_driver_index" on "trips" ("driver_id", "id", "status") where not is_deleted`;
const after = `create index "trips_driver_index" on "trips" ("driver_id", "id", "status", "departure_time_utc") where not is_deleted`;

/** Adds the departure to the index of a driver's trips: a list of bookings skips the driver's trips of other times in the index. */
export class DriverDepartures extends Migration {
  override up(): Promise<void> {
    return this.replace(after);
  }

  override down(): Promise<void> {
    return this.replace(before);
  }

  private async replace(index: string): Promise<void> {
    // Building the index can exceed the statement timeout of a request.
    await this.execute('set local statement_timeout = 0');
    this.addSql('drop index "trips_driver_index"');
    this.addSql(index);
  }
}
