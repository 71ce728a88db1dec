import { expect, test } from '@jest/globals';
import { seatMap } from './seat-map.ts';

test('lists every seat in order, with what takes it', () => {
  const taken = new Map([
    [3, 'COMPLETED'],
    [1, 'PENDING'],
    [2, 'CONFIRMED'],
    [4, 'BLOCKED'],
  ] as const);
  expect(seatMap(5, taken)).toEqual([
    { number: 1, status: 'PENDING' },
    { number: 2, status: 'CONFIRMED' },
    { number: 3, status: 'CONFIRMED' },
    { number: 4, status: 'BLOCKED' },
    { number: 5, status: 'AVAILABLE' },
  ]);
});
