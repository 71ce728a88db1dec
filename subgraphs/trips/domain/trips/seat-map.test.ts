import { expect, test } from '@jest/globals';
import { seatMap } from './seat-map.ts';

test('lists every seat in order, with the status of its booking', () => {
  const taken = new Map([
    [3, 'COMPLETED'],
    [1, 'PENDING'],
    [2, 'CONFIRMED'],
  ] as const);
  expect(seatMap(4, taken)).toEqual([
    { number: 1, status: 'PENDING' },
    { number: 2, status: 'CONFIRMED' },
    { number: 3, status: 'CONFIRMED' },
    { number: 4, status: 'AVAILABLE' },
  ]);
});
