import { defineEntity, p } from '@mikro-orm/postgresql';
import { filters, instant, standardColumns, text } from '#platform/database/standard-columns.ts';
import { Trip } from './trip.ts';

const TripStopSchema = defineEntity({
  name: 'TripStop',
  tableName: 'trip_stops',
  properties: {
    ...standardColumns,
    trip: () => p.manyToOne(Trip).foreignKeyName('trip_stops_trip_id_foreign'),
    location: text(200),
    stopTimeUtc: instant().nullable(),
    stopOrder: p.integer(),
    description: text(1000).nullable(),
  },
  indexes: [
    // Serves searches by a stop's city. The database's function `city_key` and `cityKey` return the same keys.
    {
      name: 'trip_stops_city_index',
      expression: `create index "trip_stops_city_index" on "trip_stops" (city_key("location"), "trip_id")`,
    },
  ],
  uniques: [{ name: 'trip_stops_trip_id_stop_order_unique', properties: ['trip', 'stopOrder'] }],
  filters,
});

/** A stop of a trip. `stopOrder` counts from 1 without gaps. */
export class TripStop extends TripStopSchema.class {}
TripStopSchema.setClass(TripStop);
