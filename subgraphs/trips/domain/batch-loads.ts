import type { EntityManager } from '@mikro-orm/postgresql';
import { rowsById } from '#platform/database/rows-by-id.ts';
import { activeStatuses, type BookingStatus, SeatBooking } from '../entities/seat-booking.ts';
import { Trip } from '../entities/trip.ts';
import { TripStop } from '../entities/trip-stop.ts';

// Each reads the rows for many ids in one statement, soft-deleted rows included.
export const tripsById = rowsById(Trip);
export const bookingsById = rowsById(SeatBooking);

/** The stops of each trip, in route order. */
export async function stopsByTrip(em: EntityManager, tripIds: readonly string[]): Promise<Map<string, TripStop[]>> {
  const stops = await em.find(TripStop, { trip: { $in: [...tripIds] } }, { orderBy: { stopOrder: 'asc' } });
  return Map.groupBy(stops, (stop) => stop.trip.id);
}

/** The taken seats of each trip, with the status of the booking that takes them. */
export async function takenSeatsByTrip(
  em: EntityManager,
  tripIds: readonly string[],
): Promise<Map<string, Map<number, BookingStatus>>> {
  const where = { trip: { $in: [...tripIds] }, status: { $in: [...activeStatuses] } };
  const bookings = await em.find(SeatBooking, where, {
    fields: ['trip', 'seatNumber', 'status'],
    disableIdentityMap: true,
  });
  const byTrip = Map.groupBy(bookings, (booking) => booking.trip.id);
  return new Map(
    [...byTrip].map(([tripId, taken]) => [
      tripId,
      new Map(taken.map(({ seatNumber, status }) => [seatNumber, status])),
    ]),
  );
}
