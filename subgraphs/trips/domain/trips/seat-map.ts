import type { BookingStatus } from '../../entities/seat-booking.ts';

export interface Seat {
  number: number;
  status: 'AVAILABLE' | 'PENDING' | 'CONFIRMED';
}

/** Lists every seat of a trip, in order. The seat of a completed booking is CONFIRMED. */
export function seatMap(totalSeats: number, taken: ReadonlyMap<number, BookingStatus>): Seat[] {
  return Array.from({ length: totalSeats }, (_, at) => {
    const number = at + 1;
    const booking = taken.get(number);
    if (!booking) return { number, status: 'AVAILABLE' };
    return { number, status: booking === 'PENDING' ? 'PENDING' : 'CONFIRMED' };
  });
}
