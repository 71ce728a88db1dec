import type { EntityManager } from '@mikro-orm/postgresql';
import { rowsById } from '#platform/database/rows-by-id.ts';
import { prefixOf } from '#platform/ids.ts';
import { type BookingStatus, type blockedStatus, SeatBooking, takesSeat } from '../entities/seat-booking.ts';
import { Trip } from '../entities/trip.ts';
import { TripStop } from '../entities/trip-stop.ts';

// Each reads the rows for many ids in one statement, soft-deleted rows included.
export const tripsById = rowsById(Trip);
const seatRowsById = rowsById(SeatBooking);

export async function bookingsById(em: EntityManager, ids: readonly string[]): Promise<Map<string, SeatBooking>> {
  return seatRowsById(
    em,
    ids.filter((id) => prefixOf(id) === 'b'),
  );
}

/** The stops of each trip, in route order. */
export async function stopsByTrip(em: EntityManager, tripIds: readonly string[]): Promise<Map<string, TripStop[]>> {
  const stops = await em.find(TripStop, { trip: { $in: [...tripIds] } }, { orderBy: { stopOrder: 'asc' } });
  return Map.groupBy(stops, (stop) => stop.trip.id);
}

/** What takes a seat: a booking in this status, or the driver. */
export type SeatTaker = BookingStatus | typeof blockedStatus;

/** The taken seats of each trip, with what takes them. */
export async function takenSeatsByTrip(
  em: EntityManager,
  tripIds: readonly string[],
): Promise<Map<string, Map<number, SeatTaker>>> {
  const rows = await em.execute<{ trip_id: string; seat_number: number; status: SeatTaker }[]>(
    `select trip_id, seat_number, status from seat_bookings where trip_id = any (?) and (${takesSeat})`,
    [`{${tripIds}}`],
  );
  const byTrip = Map.groupBy(rows, ({ trip_id }) => trip_id);
  return new Map(
    [...byTrip].map(([tripId, taken]) => [
      tripId,
      new Map(taken.map(({ seat_number, status }) => [seat_number, status])),
    ]),
  );
}
