import { sql } from '@mikro-orm/postgresql';
import type { RowList, Sql } from '#platform/database/keyset-query.ts';
import { idBoundAt, requireId } from '#platform/ids.ts';
import { type BookingStatus, bookingStatuses, type SeatBooking } from '../../entities/seat-booking.ts';
import { tripStatuses } from '../../entities/trip.ts';
import { clockTolerance, ofTripsWithinReach, openAfter, openBefore, tripsWhere } from './trips-of-page.ts';

/** Conditions that a booking must meet. Those that are omitted or null are none. */
export interface BookingFilter {
  tripId?: string | null | undefined;
  passengerId?: string | null | undefined;
  driverId?: string | null | undefined;
  status?: readonly BookingStatus[] | null | undefined;
  bookedAfter?: Date | null | undefined;
  bookedBefore?: Date | null | undefined;
  departureAfter?: Date | null | undefined;
  departureBefore?: Date | null | undefined;
}

/** A filter whose ids have the right prefixes. */
export type CheckedBookingFilter = ReturnType<typeof checkBookingFilter>;

/**
 * Checks a filter, and a list of statuses that a booking must have besides.
 *
 * @throws Refusal BAD_USER_INPUT
 */
export function checkBookingFilter(
  filter: BookingFilter | null | undefined,
  status: readonly BookingStatus[] | null | undefined,
) {
  const { tripId, passengerId, driverId, bookedAfter, bookedBefore, departureAfter, departureBefore } = filter ?? {};
  return {
    tripId: tripId == null ? null : requireId(tripId, 'tripId', 't'),
    passengerId: passengerId == null ? null : requireId(passengerId, 'passengerId', 'p'),
    driverId: driverId == null ? null : requireId(driverId, 'driverId', 'd'),
    statuses: inBoth(filter?.status, status),
    bookedAfter: bookedAfter ?? null,
    bookedBefore: bookedBefore ?? null,
    departureAfter: departureAfter ?? null,
    departureBefore: departureBefore ?? null,
  };
}

/** The statuses that both lists have, or null for any status. A list that is omitted has them all. */
function inBoth(one: BookingFilter['status'], other: BookingFilter['status']): BookingStatus[] | null {
  if (!one && !other) return null;
  return bookingStatuses.filter((status) => (one?.includes(status) ?? true) && (other?.includes(status) ?? true));
}

/** The conditions of a filter on the rows of `seat_bookings`, for a list that has conditions of its own. Each page reads one of its indexes. */
export function bookingConditions(
  filter: CheckedBookingFilter,
  ofList: readonly Sql[],
): Omit<RowList<SeatBooking>, 'entity'> {
  const { tripId, passengerId, driverId, statuses } = filter;
  if (isContradictory(filter)) return { where: [sql`false`] };
  const owner = [
    ...ofList,
    ...(tripId === null ? [] : [sql`trip_id = ${tripId}`]),
    ...(passengerId === null ? [] : [sql`passenger_id = ${passengerId}`]),
  ];
  const where = [...owner, ...bookedWithin(filter)];
  // A trip, a passenger or a driver has few bookings, so that filtering them by status needs no index. Without the subquery, the sampled
  // statistics sometimes lead PostgreSQL to read the index of all pending bookings as well, which is hundreds of pages.
  const ofStatus = statuses ? [sql`status = any(array(select unnest(${`{${statuses}}`}::text[])))`] : [];
  const whereOfPage = conditionOnTrip(filter, owner.length > 0, [...where, ...ofStatus]);
  if (owner.length > 0 || driverId !== null) return { where: [...where, ...ofStatus], whereOfPage };
  // The bookings of a status are next to each other in an index, by id.
  return { where, oneOf: statuses?.map((status) => sql`status = ${status}`), whereOfPage };
}

/** PostgreSQL does not notice that a range of departures is empty, and would read every booking. */
function isContradictory({
  bookedAfter,
  bookedBefore,
  departureAfter,
  departureBefore,
}: CheckedBookingFilter): boolean {
  const isEmpty = (after: Date | null, before: Date | null) => after !== null && before !== null && after >= before;
  return isEmpty(bookedAfter, bookedBefore) || isEmpty(departureAfter, departureBefore);
}

/**
 * The times of booking. Ids sort by time, so that a bound of ids selects the same bookings but for a few, from any index. Nobody books a
 * trip that has departed, or moves a departure into the past, so that a latest departure is a latest booking.
 */
function bookedWithin({ bookedAfter, bookedBefore, departureBefore }: CheckedBookingFilter): Sql[] {
  const idAt = (time: Date, difference: number) => idBoundAt('b', new Date(time.getTime() + difference));
  return [
    ...(bookedAfter ? [sql`id > ${idAt(bookedAfter, -clockTolerance)}`, sql`booked_at_utc > ${bookedAfter}`] : []),
    ...(bookedBefore ? [sql`id < ${idAt(bookedBefore, clockTolerance)}`, sql`booked_at_utc < ${bookedBefore}`] : []),
    ...(departureBefore ? [sql`id < ${idAt(departureBefore, clockTolerance)}`] : []),
  ];
}

/** The condition on the trip of a booking, if the filter has one. */
function conditionOnTrip(
  { driverId, departureAfter, departureBefore, bookedAfter, bookedBefore }: CheckedBookingFilter,
  isOfOne: boolean,
  bookings: readonly Sql[],
): RowList<SeatBooking>['whereOfPage'] {
  const departures = [
    ...(departureAfter ? [sql`departure_time_utc > ${departureAfter}`] : []),
    ...(departureBefore ? [sql`departure_time_utc < ${departureBefore}`] : []),
  ];
  if (driverId === null && departures.length === 0) return undefined;
  // Every trip has one of the statuses, with which the indexes of departures begin.
  const by = driverId === null ? sql`status = any(${`{${tripStatuses}}`})` : sql`driver_id = ${driverId}`;
  const anyTrip = tripsWhere([by, ...departures]);
  // A trip or a passenger has few bookings. Otherwise, the newest bookings are mostly of coming trips, but the oldest are of trips that
  // departed long ago.
  if (isOfOne) return () => sql`trip_id in (${anyTrip})`;
  const trips = [
    by,
    ...departures,
    ...(bookedAfter ? [openAfter(bookedAfter)] : []),
    ...(bookedBefore ? [openBefore(bookedBefore)] : []),
  ];
  return (page) => {
    const isInReach = driverId !== null || (page?.direction === 'asc' && departureAfter);
    return page && isInReach ? ofTripsWithinReach({ trips, bookings }, page) : sql`trip_id in (${anyTrip})`;
  };
}
