import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import { blockedStatus } from '../../../entities/seat-booking.ts';
import type { Trip } from '../../../entities/trip.ts';

/** Reads the numbers of a trip's blocked seats. */
export async function readBlockedSeats(tx: EntityManager, tripId: string): Promise<Set<number>> {
  const rows = await tx.execute<{ seat_number: number }[]>(
    `select seat_number from seat_bookings where trip_id = ? and status = '${blockedStatus}'`,
    [tripId],
  );
  return new Set(rows.map(({ seat_number }) => seat_number));
}

/**
 * Writes a row for each seat to block. It has no passenger: the one who blocks the seat stands in the passenger's column, and the
 * columns of a booking that may not be null have no meaning.
 */
export async function insertBlockedSeats(
  tx: EntityManager,
  { id: tripId, price }: Trip,
  seats: readonly number[],
  { actor, now, newId }: ActionContext,
): Promise<void> {
  await tx.execute(
    `insert into seat_bookings (id, created_at, updated_at, is_deleted, deleted_at, trip_id, seat_number, passenger_id,
       passenger_name, passenger_phone, status, price, booked_at_utc)
     select id, now, now, true, now, ?, seat, ?, '', '', '${blockedStatus}', ?, now
     from unnest(?::text[], ?::int[]) as blocked (id, seat) cross join (values (?::timestamptz)) at (now)`,
    [tripId, actor.id, price, `{${seats.map(() => newId('bs'))}}`, `{${seats}}`, now],
  );
}

/** Deletes the rows of blocked seats for good: no history refers to them. */
export async function deleteBlockedSeats(tx: EntityManager, tripId: string, seats: readonly number[]): Promise<void> {
  await tx.execute(
    `delete from seat_bookings where trip_id = ? and seat_number = any (?::int[]) and status = '${blockedStatus}'`,
    [tripId, `{${seats}}`],
  );
}
