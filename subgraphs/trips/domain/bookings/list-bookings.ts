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
import { type BookingFilter, bookingConditions, checkBookingFilter } from './booking-filter.ts';

export type SeatBookingPage = Connection<SeatBooking>;

export type BookingOrder = 'CREATED_DESC' | 'CREATED_ASC';

export interface BookingPageInput extends PageInput {
  filter?: BookingFilter | null | undefined;
  /** The newest first if omitted. */
  orderBy?: BookingOrder | null | undefined;
  /** All statuses if omitted. Holds besides the filter's. */
  status?: readonly BookingStatus[] | null | undefined;
}

const byId = { by: [{ property: 'id', kind: 'id' }] } as const;

/** Ids sort by time. */
const bookingOrders: Record<BookingOrder, KeysetOrder<SeatBooking>> = {
  CREATED_DESC: { name: 'bookings.newest', direction: 'desc', ...byId },
  CREATED_ASC: { name: 'bookings.oldest', direction: 'asc', ...byId },
};

/**
 * Lists all bookings. The schema restricts it to admins.
 *
 * @throws Refusal BAD_USER_INPUT
 */
export async function listBookings(em: EntityManager, input: BookingPageInput): Promise<SeatBookingPage> {
  return checkInput(input).list(em, []);
}

/**
 * Lists a trip's bookings: all for its driver and admins, a passenger's own for a passenger, none for others.
 *
 * @throws Refusal BAD_USER_INPUT
 */
export async function listBookingsOfTrip(
  em: EntityManager,
  trip: Pick<Trip, 'id' | 'driverId'>,
  viewer: Viewer | null,
  input: BookingPageInput,
): Promise<SeatBookingPage> {
  const bookings = checkInput(input);
  const ofTrip = sql`trip_id = ${trip.id}`;
  if (mayManageTrip(viewer, trip)) return bookings.list(em, [ofTrip]);
  if (viewer?.role !== 'passenger') return emptyConnection(input);
  return bookings.list(em, [ofTrip, sql`passenger_id = ${viewer.id}`]);
}

/**
 * Lists a passenger's bookings for the passenger and admins.
 *
 * @throws Refusal BAD_USER_INPUT, and FORBIDDEN for others.
 */
export async function listBookingsOfPassenger(
  em: EntityManager,
  passengerId: string,
  viewer: Viewer | null,
  input: BookingPageInput,
): Promise<SeatBookingPage> {
  const bookings = checkInput(input);
  if (!isSelf(viewer, passengerId) && !isAdmin(viewer)) throw forbidden();
  return bookings.list(em, [sql`passenger_id = ${passengerId}`]);
}

/** Checks the filter, and returns the list of the bookings that meet it and some other conditions. */
function checkInput({ filter, status, orderBy, ...page }: BookingPageInput) {
  const checked = checkBookingFilter(filter, status);
  const order = bookingOrders[orderBy ?? 'CREATED_DESC'];
  return {
    list: (em: EntityManager, of: readonly Sql[]): Promise<SeatBookingPage> =>
      keysetPage(em, { entity: SeatBooking, ...bookingConditions(checked, of) }, order, page),
  };
}
