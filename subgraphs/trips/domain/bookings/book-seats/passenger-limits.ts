import type { BookingApproval } from '../../../entities/trip.ts';

/**
 * Seats that one passenger may have: active on a trip, and pending in total. Concurrent requests of one passenger may exceed
 * them. They do not apply to an admin's booking. Seats that are confirmed at once are not pending.
 */
export const passengerLimits = { onTrip: 10, pending: 20 } as const;

/** The active seats of a passenger on a trip, and the pending ones on all trips. */
export interface ActiveSeats {
  on_trip: number;
  pending: number;
}

/** Whether a passenger with these seats may have `more` on a trip with this approval. */
export function allowsMore({ on_trip, pending }: ActiveSeats, more: number, approval: BookingApproval): boolean {
  const arePending = approval === 'DRIVER' && more > 0;
  return on_trip + more <= passengerLimits.onTrip && !(arePending && pending + more > passengerLimits.pending);
}
