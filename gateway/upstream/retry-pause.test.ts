import { afterEach, expect, jest, test } from '@jest/globals';
import { retryPause } from './retry-pause.ts';

afterEach(() => void jest.restoreAllMocks());

test('is random, between half of the longest and the longest, which doubles with each retry', () => {
  const random = jest.spyOn(Math, 'random');
  const pauses = (value: number) => {
    random.mockReturnValue(value);
    return [0, 1, 2].map(retryPause);
  };
  expect(pauses(0)).toEqual([25, 50, 100]);
  expect(pauses(0.5)).toEqual([37.5, 75, 150]);
  expect(pauses(1)).toEqual([50, 100, 200]);
});
