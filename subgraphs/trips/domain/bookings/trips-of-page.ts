import { raw, sql } from '@mikro-orm/postgresql';
import type { RowPage, Sql } from '#platform/database/keyset-query.ts';
import { idBoundAt, timeOfId } from '#platform/ids.ts';

/**
 * The most, in milliseconds, by which the time of a booking and the time in its id differ, precede the creation of its trip or follow its
 * departure. The longest operation is much shorter, and the clocks of two instances are closer.
 */
export const clockTolerance = 120_000;

/** The trips whose bookings show how far a page reaches. */
const sampledTrips = 25;

/** The bookings that meet some conditions, of the trips that meet some. */
export interface BookingsOfTrips {
  trips: readonly Sql[];
  bookings: readonly Sql[];
}

/** The ids of the trips that meet all conditions. */
export const tripsWhere = (conditions: readonly Sql[]): Sql =>
  allOf(sql`select id from trips where not is_deleted`, conditions);

const allOf = (first: Sql, others: readonly Sql[]): Sql => others.reduce((all, each) => sql`${all} and ${each}`, first);

/** The condition that a booking's trip is one of these. They are read first, and then the bookings of each, whatever PostgreSQL estimates. */
const ofTrips = (trips: Sql): Sql => sql`trip_id = any(array(${trips}))`;

/**
 * The condition that a booking's trip is one that may have bookings in a page, by id: a driver has too many trips to read the bookings of
 * all. A trip is booked between its creation and its departure. So once the bookings of a few trips fill a page, it has none of trips
 * that departed before those bookings, or, read from the oldest booking, that were created after them.
 */
export function ofTripsWithinReach({ trips, bookings }: BookingsOfTrips, { direction, bounds, limit }: RowPage): Sql {
  const start = bounds.find(({ operator }) => operator.startsWith(direction === 'desc' ? '<' : '>'));
  const startsAt = timeOfId(start?.values[0] ?? '');
  const isOpen = direction === 'desc' ? openBefore : openAfter;
  const open = [...trips, ...(startsAt ? [isOpen(startsAt)] : [])];
  const order = raw(`order by id ${direction}`);
  const sampled = sql`select id from (${tripsWhere(open)} offset 0) open ${order} limit ${sampledTrips}`;
  const inPage = bounds.map(({ operator, values }) => raw(`id ${operator} ?`, values));
  const found = allOf(sql`select booked_at_utc from seat_bookings where not is_deleted`, [
    ...inPage,
    ...bookings,
    ofTrips(sampled),
  ]);
  const fullPage = sql`(${found} ${order} limit ${limit}) sample having count(*) = ${limit}`;
  return ofTrips(tripsWhere([...open, within[direction](fullPage)]));
}

/** The condition that a trip may have bookings before a time. */
export const openBefore = (time: Date): Sql => sql`id < ${idBoundAt('t', new Date(time.getTime() + clockTolerance))}`;

/** The condition that a trip may have bookings after a time. No trip departs before 1970, and PostgreSQL knows no year 0. */
export const openAfter = (time: Date): Sql =>
  sql`departure_time_utc > ${new Date(Math.max(0, time.getTime() - clockTolerance))}`;

/** The tolerance between the time of a trip and that of a booking whose id comes before or after another's. */
const reachTolerance = 3 * clockTolerance;

/** The trips that may have bookings as new, or as old, as those of a page. All trips, if there is no full page. */
const within = {
  desc: (page: Sql): Sql =>
    sql`departure_time_utc > coalesce((select min(booked_at_utc) - interval '1 ms' * ${reachTolerance} from ${page}), '-infinity')`,
  asc: (page: Sql): Sql =>
    sql`id < coalesce((select 't_' || lpad(to_hex((extract(epoch from max(booked_at_utc)) * 1000)::bigint + ${reachTolerance}), 12, '0') from ${page}), 't_g')`,
};
