import { expect, test } from '@jest/globals';
import { Refusal } from '#platform/errors/refusal.ts';
import { Metrics } from '#platform/http/metrics.ts';
import type { BookingRequest, BookingResult } from './domain/bookings/book-seats/booking-queue.ts';
import { measureBookings } from './measure-bookings.ts';

test('counts the requests to book seats by their outcome, and passes each on', async () => {
  const metrics = new Metrics('trips');
  const repeated: BookingResult = { repeated: true, ids: ['b_1'] };
  const outcomes: (() => Promise<BookingResult>)[] = [
    async () => repeated,
    () => Promise.reject(new Refusal('SEAT_TAKEN')),
    () => Promise.reject(new Error('no connection')),
  ];
  const queue = measureBookings(metrics, { book: () => (outcomes.shift() ?? fail)() });
  const request = {} as BookingRequest;
  expect(await queue.book(request)).toBe(repeated);
  await expect(queue.book(request)).rejects.toThrow('SEAT_TAKEN');
  await expect(queue.book(request)).rejects.toThrow('no connection');
  const lines = (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('bookings_total{'));
  expect(lines.map((line) => line.replace(',service="trips"', ''))).toEqual([
    'bookings_total{outcome="booked"} 0',
    'bookings_total{outcome="repeated"} 1',
    'bookings_total{outcome="SEAT_TAKEN"} 1',
    'bookings_total{outcome="failed"} 1',
  ]);
});

const fail = (): Promise<BookingResult> => Promise.reject(new Error('one request too many'));
