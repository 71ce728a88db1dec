import type { SeatTaker } from '../batch-loads.ts';

export interface Seat {
  number: number;
  status: 'AVAILABLE' | 'PENDING' | 'CONFIRMED' | 'BLOCKED';
}

/** Lists every seat of a trip, in order. The seat of a completed booking is CONFIRMED. */
export function seatMap(totalSeats: number, taken: ReadonlyMap<number, SeatTaker>): Seat[] {
  return Array.from({ length: totalSeats }, (_, at) => {
    const number = at + 1;
    const taker = taken.get(number);
    if (!taker) return { number, status: 'AVAILABLE' };
    return { number, status: taker === 'PENDING' || taker === 'BLOCKED' ? taker : 'CONFIRMED' };
  });
}
