import { type EntityManager, sql } from '@mikro-orm/postgresql';
import { isAdmin, isSelf, type Viewer } from '#contract/viewer.ts';
import type { Sql } from '#platform/database/keyset-query.ts';
import { forbidden } from '#platform/errors/refusal.ts';
import {
  type Connection,
  emptyConnection,
  type KeysetOrder,
  keysetPage,
  type PageInput,
} from '#platform/graphql/connection.ts';
import { type BookingStatus, SeatBooking } from '../../entities/seat-booking.ts';
import type { Trip } from '../../entities/trip.ts';
import { mayManageTrip } from '../permissions.ts';

export type SeatBookingPage = Connection<SeatBooking>;

export interface BookingPageInput extends PageInput {
  /** All statuses if omitted. */
  status?: readonly BookingStatus[] | null | undefined;
}

/** Newest first: ids sort by time. */
const newestBookings: KeysetOrder<SeatBooking> = {
  name: 'bookings.newest',
  direction: 'desc',
  by: [{ property: 'id', kind: 'id' }],
};

/** Lists all bookings. The schema restricts it to admins. */
export function listBookings(em: EntityManager, page: BookingPageInput): Promise<SeatBookingPage> {
  const oneOf = page.status ? [...new Set(page.status)].map((status) => sql`status = ${status}`) : undefined;
  return keysetPage(em, { entity: SeatBooking, where: [], oneOf }, newestBookings, page);
}

/** Lists a trip's bookings: all for its driver and admins, a passenger's own for a passenger, none for others. */
export async function listBookingsOfTrip(
  em: EntityManager,
  trip: Pick<Trip, 'id' | 'driverId'>,
  viewer: Viewer | null,
  page: BookingPageInput,
): Promise<SeatBookingPage> {
  const ofTrip = sql`trip_id = ${trip.id}`;
  if (mayManageTrip(viewer, trip)) return bookingsWhere(em, [ofTrip], page);
  if (viewer?.role !== 'passenger') return emptyConnection(page);
  return bookingsWhere(em, [ofTrip, sql`passenger_id = ${viewer.id}`], page);
}

/**
 * Lists a passenger's bookings for the passenger and admins.
 *
 * @throws Refusal FORBIDDEN for others.
 */
export async function listBookingsOfPassenger(
  em: EntityManager,
  passengerId: string,
  viewer: Viewer | null,
  page: BookingPageInput,
): Promise<SeatBookingPage> {
  if (!isSelf(viewer, passengerId) && !isAdmin(viewer)) throw forbidden();
  return bookingsWhere(em, [sql`passenger_id = ${passengerId}`], page);
}

/**
 * A trip or a passenger has few bookings, so that filtering them by status needs no index. Without the
 * subquery, the sampled statistics sometimes lead PostgreSQL to read the index of all pending bookings as well, which is hundreds of pages.
 */
function bookingsWhere(
  em: EntityManager,
  where: readonly Sql[],
  { status, ...page }: BookingPageInput,
): Promise<SeatBookingPage> {
  const ofStatus = status ? [sql`status = any(array(select unnest(${`{${status}}`}::text[])))`] : [];
  return keysetPage(em, { entity: SeatBooking, where: [...where, ...ofStatus] }, newestBookings, page);
}
