import { type EntityManager, sql } from '@mikro-orm/postgresql';
import { isAdmin, isSelf, type Viewer } from '#contract/viewer.ts';
import type { Sql } from '#platform/database/keyset-query.ts';
import { forbidden } from '#platform/errors/refusal.ts';
import { type Connection, emptyConnection, keysetPage, type PageInput } from '#platform/graphql/connection.ts';
import { type BookingStatus, SeatBooking } from '../../entities/seat-booking.ts';
import type { Trip } from '../../entities/trip.ts';
import { mayManageTrip } from '../permissions.ts';
import { newestBookings } from '../trips/trip-orders.ts';

export interface BookingPage extends PageInput {
  status?: readonly BookingStatus[] | null | undefined;
}

/** Every booking: for whoever may see them all. */
export function listBookings(em: EntityManager, page: BookingPage): Promise<Connection<SeatBooking>> {
  const oneOf = page.status ? [...new Set(page.status)].map((status) => sql`status = ${status}`) : undefined;
  return keysetPage(em, { entity: SeatBooking, where: [], oneOf }, newestBookings, page);
}

/** A trip's bookings: all to its driver and admins, a passenger's own to a passenger, none to anyone else. */
export async function bookingsOfTrip(
  em: EntityManager,
  trip: Pick<Trip, 'id' | 'driverId'>,
  viewer: Viewer | null,
  page: BookingPage,
): Promise<Connection<SeatBooking>> {
  const ofTrip = sql`trip_id = ${trip.id}`;
  if (mayManageTrip(viewer, trip)) return bookingsWhere(em, [ofTrip], page);
  if (viewer?.role !== 'passenger') return emptyConnection(page);
  return bookingsWhere(em, [ofTrip, sql`passenger_id = ${viewer.id}`], page);
}

/** A passenger's bookings, to the passenger and admins. Throws FORBIDDEN to anyone else. */
export async function bookingsOfPassenger(
  em: EntityManager,
  passengerId: string,
  viewer: Viewer | null,
  page: BookingPage,
): Promise<Connection<SeatBooking>> {
  if (!isSelf(viewer, passengerId) && !isAdmin(viewer)) throw forbidden();
  return bookingsWhere(em, [sql`passenger_id = ${passengerId}`], page);
}

/** Few enough, by one trip or one passenger, for the status to be looked at in passing. */
function bookingsWhere(
  em: EntityManager,
  where: readonly Sql[],
  { status, ...page }: BookingPage,
): Promise<Connection<SeatBooking>> {
  const ofStatus = status ? [sql`status = any(${`{${status}}`})`] : [];
  return keysetPage(em, { entity: SeatBooking, where: [...where, ...ofStatus] }, newestBookings, page);
}
