import type { EntityManager } from '@mikro-orm/postgresql';
import { badUserInput } from '#platform/errors/refusal.ts';
import type { Trip } from '../../../entities/trip.ts';
import { requireSeatNumbers } from '../../require-seat-numbers.ts';
import { bookWaiting } from '../../waitlist/book-waiting.ts';
import { changeTrip } from '../change-trip.ts';
import type { BlockSeats } from './block-seats.ts';
import { deleteBlockedSeats, readBlockedSeats } from './blocked-seat-rows.ts';
import { publishBlockedSeats } from './publish-blocked-seats.ts';

/**
 * Makes blocked seats of a scheduled trip available again, and publishes `trip-updated`. A seat that is not blocked stays as it
 * is, so that a retry is safe.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, INVALID_TRANSITION
 */
export function unblockSeats(em: EntityManager, { tripId, seatNumbers, ...context }: BlockSeats): Promise<Trip> {
  const seats = requireSeatNumbers(seatNumbers);
  return changeTrip(em, tripId, context, async (tx, { trip, active }) => {
    const blocked = await readBlockedSeats(tx, tripId);
    // The previous release resizes a trip without regard to blocked seats, and may have left one beyond its end.
    if (seats.some((seat) => seat > trip.totalSeats && !blocked.has(seat))) throw badUserInput('seatNumbers');
    trip.requireScheduled('SCHEDULED');
    const unblocked = seats.filter((seat) => blocked.has(seat));
    if (unblocked.length === 0) return;
    await deleteBlockedSeats(tx, tripId, unblocked);
    trip.releaseSeats(unblocked.length, context.now);
    publishBlockedSeats(tx, { trip, active }, context);
    await bookWaiting(tx, trip, context);
  });
}
