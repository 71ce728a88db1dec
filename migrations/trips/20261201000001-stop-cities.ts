import { Migration } from '@mikro-orm/migrations';

/** Optional Arabic marks, the tatweel, and invisible format characters. */
const dropped =
  '[\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e8\\u06ea-\\u06ed' +
  '\\u00ad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064' +
  '\\u2066-\\u206f\\ufeff\\ufff9-\\ufffb\\U000110bd\\U000110cd\\U00013430-\\U0001343f\\U0001bca0-\\U0001bca3' +
  '\\U0001d173-\\U0001d17a\\U000e0001\\U000e0020-\\U000e007f]';

/** Arabic letters that are written for one another. */
const letters = ['أإآٱى\u06ccة\u06c1\u06c3\u06a9', 'ااااييههه\u0643'] as const;

/** The key of each other spelling of a city, after folding. */
const cities = [
  ['الرياض', 'riyadh'],
  ['جده', 'jeddah'],
  ['الدمام', 'dammam'],
  ['mecca', 'makkah'],
  ['مكه', 'makkah'],
  ['مكه المكرمه', 'makkah'],
  ['medina', 'madinah'],
  ['المدينه', 'madinah'],
  ['المدينه المنوره', 'madinah'],
].map(([spelling, key]) => `when '${spelling}' then '${key}'`);

/** The key of a city's name, as the entities compute that of a trip's cities at the time of this migration. */
const cityKey = (collation: string) => `
  create function city_key(name varchar) returns varchar language sql immutable strict parallel safe
  return (
    select left(case folded ${cities.join(' ')} else folded end, 200)
    from (select btrim(regexp_replace(translate(regexp_replace(
      lower(normalize(name, NFKC) collate ${collation}), '${dropped}', '', 'g'), '${letters[0]}', '${letters[1]}'),
      '[\\t-\\r \\u1680\\u2028\\u2029]+', ' ', 'g')) as folded) folding)`;

/**
 * Adds an index of the cities of stops, whatever their spelling. The database computes the keys, so that a stop that the previous release
 * adds has one as well.
 */
export class StopCities extends Migration {
  override async up(): Promise<void> {
    // Building the index can exceed the statement timeout of a request.
    await this.execute('set local statement_timeout = 0');
    // PostgreSQL 17 and newer know the case of all letters without a library.
    const [collation] = (await this.execute(
      `select quote_ident(collname) as name from pg_collation where collname in ('pg_c_utf8', 'und-x-icu') order by collname limit 1`,
    )) as { name: string }[];
    this.addSql(cityKey(collation?.name ?? '"default"'));
    this.addSql(`create index "trip_stops_city_index" on "trip_stops" (city_key("location"), "trip_id")`);
  }

  override down(): void {
    this.addSql('drop index "trip_stops_city_index"');
    this.addSql('drop function city_key(varchar)');
  }
}
