import type { MikroORM } from '@mikro-orm/postgresql';
import type { PublishedEvent } from './actions.ts';
import { withoutChangeRecords } from './change-records.ts';
import type { Model } from './model.ts';

/** The stored rows that the model covers, as one text to compare. */
type Snapshot = string;

export interface StoredState {
  snapshot: Snapshot;
  /** The events of each trip, in order. */
  events: Map<string, PublishedEvent[]>;
}

const milliseconds = (column: string) => `round(extract(epoch from ${column}) * 1000)::bigint`;

/** Reads a consistent state. Throws unless every trip's seats add up and no seat is taken twice. */
export async function readStoredState(orm: MikroORM): Promise<StoredState> {
  const [row] = await orm.em.getConnection().execute<
    {
      trips: unknown[][];
      bookings: unknown[][];
      blocked: unknown[][];
      entries: unknown[][];
      keys: unknown[][];
      events: (PublishedEvent & { subject: string })[];
      broken: number;
    }[]
  >(
    `select
       (select coalesce(json_agg(json_build_array(t.id, t.driver_id, t.vehicle_id, t.status,
          ${milliseconds('t.departure_time_utc')}, t.price::text, t.total_seats, t.available_seats, t.booking_approval, t.description,
          ${milliseconds('t.reminded_at')},
          (select coalesce(json_agg(s.location order by s.stop_order), '[]') from trip_stops s where s.trip_id = t.id)
        ) order by t.id), '[]') from trips t) as trips,
       (select coalesce(json_agg(json_build_array(id, trip_id, seat_number, passenger_id, status, price::text,
          ${milliseconds('booked_at_utc')}, ${milliseconds('confirmed_at_utc')}, ${milliseconds('cancelled_at_utc')},
          cancellation_reason) order by id), '[]') from seat_bookings where status <> 'BLOCKED') as bookings,
       (select coalesce(json_agg(json_build_array(trip_id, seat_number) order by trip_id, seat_number), '[]')
          from seat_bookings where status = 'BLOCKED') as blocked,
       (select coalesce(json_agg(json_build_array(id, trip_id, passenger_id, seat_count, turn, status, booking_ids,
          ${milliseconds('closed_at_utc')}) order by id), '[]') from waitlist_entries) as entries,
       (select coalesce(json_agg(json_build_array(account_id, operation, key, result_ids)
          order by account_id, operation, key), '[]') from idempotency_keys) as keys,
       (select coalesce(json_agg(json_build_object('subject', subject, 'type', body -> 'type', 'data', body -> 'data')
          order by position), '[]') from messaging.outbox) as events,
       (select count(*) from trips t where available_seats <> total_seats - (select count(*) from seat_bookings b
          where b.trip_id = t.id and b.status <> 'CANCELLED'))::int
       + (select count(*) from (select from seat_bookings where status <> 'CANCELLED'
          group by trip_id, seat_number having count(*) > 1) twice)::int as broken`,
  );
  if (!row) throw new Error('the statement returned no row');
  if (row.broken > 0) throw new Error(`the seats of ${row.broken} trips do not add up`);
  const events = new Map<string, PublishedEvent[]>();
  for (const { subject, type, data } of row.events)
    events.set(subject, [...(events.get(subject) ?? []), { type, data }]);
  for (const [tripId, all] of events) events.set(tripId, withoutChangeRecords(all));
  return { snapshot: JSON.stringify([row.trips, row.bookings, row.blocked, row.entries, row.keys]), events };
}

/** The expected state. */
export function snapshotOf(model: Model): Snapshot {
  const byId = <Row extends { id: string }>(rows: Iterable<Row>) => [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
  const trips = byId(model.trips.values()).map((trip) => [
    trip.id,
    trip.driverId,
    trip.vehicleId,
    trip.status,
    trip.departure,
    trip.price,
    trip.totalSeats,
    model.availableSeats(trip),
    trip.bookingApproval,
    trip.description,
    trip.remindedAt,
    trip.stops,
  ]);
  const bookings = byId(model.bookings.values()).map((booking) => [
    booking.id,
    booking.tripId,
    booking.seat,
    booking.passengerId,
    booking.status,
    booking.price,
    booking.bookedAt,
    booking.confirmedAt,
    booking.cancelledAt,
    booking.reason,
  ]);
  const blocked = [...model.blocked]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([tripId, seats]) => seats.map((seat) => [tripId, seat]));
  const entries = byId(model.entries.values()).map((entry) => [
    entry.id,
    entry.tripId,
    entry.passengerId,
    entry.seatCount,
    entry.turn,
    entry.status,
    entry.bookingIds,
    entry.closedAt,
  ]);
  const keys = [...model.keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { ids }]) => [...name.split(' '), ids]);
  return JSON.stringify([trips, bookings, blocked, entries, keys]);
}
