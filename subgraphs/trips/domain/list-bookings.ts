import type { EntityManager, FilterObject } from '@mikro-orm/postgresql';
import { forbidden } from '#platform/errors/refusal.ts';
import { type Connection, emptyConnection, keysetPage, type PageInput } from '#platform/graphql/connection.ts';
import { isAdmin, isSelf, type Viewer } from '#platform/security/viewer.ts';
import { type BookingStatus, SeatBooking } from '../entities/seat-booking.ts';
import type { Trip } from '../entities/trip.ts';
import { mayManageTrip } from './may.ts';
import { newestBookings } from './orders.ts';

export interface BookingPage extends PageInput {
  status?: readonly BookingStatus[] | null | undefined;
}

/** Every booking: for whoever may see them all. */
export function listBookings(em: EntityManager, page: BookingPage): Promise<Connection<SeatBooking>> {
  return bookingsWhere(em, {}, page);
}

/** A trip's bookings: all to its driver and admins, a passenger's own to a passenger, none to anyone else. */
export async function bookingsOfTrip(
  em: EntityManager,
  trip: Trip,
  viewer: Viewer | null,
  page: BookingPage,
): Promise<Connection<SeatBooking>> {
  if (mayManageTrip(viewer, trip)) return bookingsWhere(em, { trip: trip.id }, page);
  if (viewer?.role !== 'passenger') return emptyConnection(page);
  return bookingsWhere(em, { trip: trip.id, passengerId: viewer.id }, page);
}

/** A passenger's bookings, to the passenger and admins. Throws FORBIDDEN to anyone else. */
export async function bookingsOfPassenger(
  em: EntityManager,
  passengerId: string,
  viewer: Viewer | null,
  page: BookingPage,
): Promise<Connection<SeatBooking>> {
  if (!isSelf(viewer, passengerId) && !isAdmin(viewer)) throw forbidden();
  return bookingsWhere(em, { passengerId }, page);
}

function bookingsWhere(
  em: EntityManager,
  where: FilterObject<SeatBooking>,
  { status, ...page }: BookingPage,
): Promise<Connection<SeatBooking>> {
  const ofStatus = status ? { status: { $in: [...status] } } : {};
  const query = em.createQueryBuilder(SeatBooking, 'b').where({ ...where, isDeleted: false, ...ofStatus });
  return keysetPage(query, newestBookings, page);
}
