import { badUserInput } from '#platform/errors/refusal.ts';
import { maxSeats } from '../entities/trip.ts';

/**
 * Returns the numbers in ascending order. Whether the trip has these seats is not checked.
 *
 * @throws Refusal BAD_USER_INPUT when there are none or too many, or one is below 1 or repeated.
 */
export function requireSeatNumbers(seatNumbers: readonly number[]): number[] {
  const distinct = new Set(seatNumbers).size === seatNumbers.length;
  const inRange = seatNumbers.length >= 1 && seatNumbers.length <= maxSeats && seatNumbers.every((seat) => seat >= 1);
  if (!distinct || !inRange) throw badUserInput('seatNumbers');
  return seatNumbers.toSorted((a, b) => a - b);
}
