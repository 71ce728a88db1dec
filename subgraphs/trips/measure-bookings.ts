import { Refusal } from '#platform/errors/refusal.ts';
import type { Metrics } from '#platform/http/metrics.ts';
import type { BookingResult, SeatQueue } from './domain/bookings/book-seats/booking-queue.ts';

/** Returns the queue with a counter of its requests: `booked`, `repeated`, the code of the refusal, or `failed`. */
export function measureBookings(metrics: Metrics, queue: SeatQueue): SeatQueue {
  const outcomes = metrics.counter('bookings_total', 'Requests to book seats, by outcome', ['outcome']);
  // A rate needs a value from before the first booking.
  outcomes.inc({ outcome: 'booked' }, 0);
  const outcomeOf = ({ repeated }: BookingResult) => (repeated ? 'repeated' : 'booked');
  return {
    book: async (request) => {
      try {
        const result = await queue.book(request);
        outcomes.inc({ outcome: outcomeOf(result) });
        return result;
      } catch (error) {
        outcomes.inc({ outcome: error instanceof Refusal ? error.code : 'failed' });
        throw error;
      }
    },
  };
}
