import type { EntityManager } from '@mikro-orm/postgresql';
import { badUserInput, Refusal } from '#platform/errors/refusal.ts';
import type { ActionContext } from '#platform/subgraph/action-context.ts';
import type { Trip } from '../../../entities/trip.ts';
import { takenSeatsByTrip } from '../../batch-loads.ts';
import { requireSeatNumbers } from '../../require-seat-numbers.ts';
import { changeTrip } from '../change-trip.ts';
import { insertBlockedSeats } from './blocked-seat-rows.ts';
import { publishBlockedSeats } from './publish-blocked-seats.ts';

export interface BlockSeats extends ActionContext {
  tripId: string;
  seatNumbers: readonly number[];
}

/**
 * Blocks seats of a scheduled trip, so that nobody can book them, and publishes `trip-updated`. A blocked seat stays blocked, so
 * that a retry is safe. All of the seats or none.
 *
 * @throws Refusal BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, INVALID_TRANSITION, SEAT_TAKEN with the booked seats
 */
export function blockSeats(em: EntityManager, { tripId, seatNumbers, ...context }: BlockSeats): Promise<Trip> {
  const seats = requireSeatNumbers(seatNumbers);
  return changeTrip(em, tripId, context, async (tx, { trip, active }) => {
    if (seats.some((seat) => seat > trip.totalSeats)) throw badUserInput('seatNumbers');
    trip.requireScheduled('SCHEDULED');
    const taken = (await takenSeatsByTrip(tx, [tripId])).get(tripId) ?? new Map();
    const free = seats.filter((seat) => !taken.has(seat));
    const booked = seats.filter((seat) => taken.has(seat) && taken.get(seat) !== 'BLOCKED');
    if (booked.length > 0) throw new Refusal('SEAT_TAKEN', { seatNumbers: booked });
    if (free.length === 0) return;
    await insertBlockedSeats(tx, trip, free, context);
    trip.takeSeats(free.length, context.now);
    publishBlockedSeats(tx, { trip, active }, context);
  });
}
