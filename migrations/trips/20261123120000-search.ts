import { Migration } from '@mikro-orm/migrations';

const before = [
  `create index "trips_driver_id_index" on "trips" ("driver_id")`,
  `create index "trips_search_index" on "trips" ("status", "from_city", "to_city", "departure_time_utc")`,
  `create index "trips_departure_index" on "trips" ("status", "departure_time_utc", "id")`,
  `create index "trips_price_index" on "trips" ("status", "price", "id")`,
  `create index "trips_created_index" on "trips" ("created_at", "id")`,
  `create index "seat_bookings_trip_id_index" on "seat_bookings" ("trip_id")`,
  `create index "seat_bookings_passenger_id_index" on "seat_bookings" ("passenger_id")`,
  `create index "trip_stops_trip_id_index" on "trip_stops" ("trip_id")`,
];

const after = [
  `create index "trips_route_departure_index" on "trips" ("status", "to_city_key", "from_city_key", "departure_time_utc", "id", "price", "total_seats") where not is_deleted`,
  `create index "trips_origin_departure_index" on "trips" ("status", "from_city_key", "departure_time_utc", "id", "price", "total_seats") where not is_deleted`,
  `create index "trips_departure_index" on "trips" ("status", "departure_time_utc", "id", "price", "total_seats", "to_city_key") where not is_deleted`,
  `create index "trips_route_price_index" on "trips" ("status", "from_city_key", "to_city_key", "price", "id", "departure_time_utc", "total_seats") where not is_deleted`,
  `create index "trips_price_index" on "trips" ("status", "price", "id", "departure_time_utc", "total_seats", "from_city_key", "to_city_key") where not is_deleted`,
  `create index "trips_created_index" on "trips" ("status", "created_at", "id", "departure_time_utc", "price", "total_seats", "from_city_key", "to_city_key") where not is_deleted`,
  `create index "trips_driver_index" on "trips" ("driver_id", "id", "status") where not is_deleted`,
  `create index "seat_bookings_trip_index" on "seat_bookings" ("trip_id", "id")`,
  `create index "seat_bookings_passenger_index" on "seat_bookings" ("passenger_id", "id", "status")`,
  `create index "seat_bookings_status_index" on "seat_bookings" ("status", "id")`,
];

const nameOf = (index: string): string => index.split('"', 2)[1] as string;

/** The key of each other spelling of a city, after folding. */
const keyOf = new Map([
  ['الرياض', 'riyadh'],
  ['جده', 'jeddah'],
  ['الدمام', 'dammam'],
  ['mecca', 'makkah'],
  ['مكه', 'makkah'],
  ['مكه المكرمه', 'makkah'],
  ['medina', 'madinah'],
  ['المدينه', 'madinah'],
  ['المدينه المنوره', 'madinah'],
]);

/** Optional Arabic marks, the tatweel, and format characters. */
const dropped = /[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\p{Cf}]/gu;

/** Arabic letters that are written for one another. */
const letterOf: Record<string, string> = {
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  '\u06cc': 'ي',
  ة: 'ه',
  '\u06c1': 'ه',
  '\u06c3': 'ه',
  '\u06a9': 'ك',
};
const variants = new RegExp(`[${Object.keys(letterOf).join('')}]`, 'g');

/** The search key of a city's name, as the entities computed it at the time of this migration. */
function cityKey(name: string): string {
  const bare = name.normalize('NFKC').toLowerCase().replace(dropped, '').replace(/\s+/g, ' ').trim();
  const folded = bare.replace(variants, (letter) => letterOf[letter] ?? letter);
  return [...(keyOf.get(folded) ?? folded)].slice(0, 200).join('');
}

/** Adds a spelling-independent key for each city, and one index for each search order and list. */
export class Search extends Migration {
  override async up(): Promise<void> {
    await this.withoutTimeLimit();
    await this.execute(
      `alter table "trips" add "from_city_key" varchar(200) null, add "to_city_key" varchar(200) null`,
    );
    const names = (await this.execute(`select from_city as name from trips union select to_city from trips`)) as {
      name: string;
    }[];
    const keys = names.map(({ name }) => ({ name, key: cityKey(name) }));
    await this.execute(
      `with keys as (select * from jsonb_to_recordset(?::jsonb) as keys (name text, key text))
       update trips set from_city_key = origin.key, to_city_key = goal.key
       from keys origin, keys goal where origin.name = from_city and goal.name = to_city`,
      [JSON.stringify(keys)],
    );
    this.addSql(`alter table "trips" alter "from_city_key" set not null, alter "to_city_key" set not null`);
    this.replaceIndexes(before, after);
  }

  override async down(): Promise<void> {
    await this.withoutTimeLimit();
    this.replaceIndexes(after, before);
    this.addSql(`alter table "trips" drop "from_city_key", drop "to_city_key"`);
  }

  /** Rewriting every row and building every index can exceed the statement timeout of a request. */
  private async withoutTimeLimit(): Promise<void> {
    await this.execute('set local statement_timeout = 0');
  }

  private replaceIndexes(old: readonly string[], replacements: readonly string[]): void {
    for (const index of old) this.addSql(`drop index "${nameOf(index)}"`);
    for (const index of replacements) this.addSql(index);
  }
}
