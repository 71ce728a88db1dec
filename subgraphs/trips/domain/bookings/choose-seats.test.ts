import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chooseSeats } from './choose-seats.ts';

describe('chooseSeats', () => {
  test.each<[string, number[], number, number[] | null]>([
    ['the first seats of an empty trip', [], 3, [1, 2, 3]],
    ['the shortest run that has enough seats', [4, 7], 2, [5, 6]],
    ['the first of equal runs', [3, 6, 9], 2, [1, 2]],
    ['all seats', [], 12, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    ['the longest run, and the shortest one that has the rest', [3, 5, 10], 5, [4, 6, 7, 8, 9]],
    ['nothing when too few seats are free', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 3, null],
    ['nothing when the trip has fewer seats', [], 13, null],
  ])('chooses %s', (_name, taken, count, seats) => {
    expect(chooseSeats(12, new Set(taken), count)).toEqual(seats);
  });

  test('chooses free seats whenever enough are free, in as few and as short runs as possible', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        (free, count) => {
          const seats = free.map((_, at) => at + 1);
          const runs = runsOf(seats.filter((seat) => free[seat - 1]));
          const chosen = chooseSeats(free.length, new Set(seats.filter((seat) => !free[seat - 1])), count);
          if (runs.flat().length < count) return expect(chosen).toBeNull();
          expect(chosen).toHaveLength(count);
          const used = runs.filter((run) => run.some((seat) => chosen?.includes(seat)));
          expect(used.flat()).toEqual(expect.arrayContaining(chosen as number[]));
          expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
          expect(used).toHaveLength(fewestRuns(runs, count));
          const enough = runs.map((run) => run.length).filter((length) => length >= count);
          if (enough.length > 0) {
            expect(runsOf(chosen as number[])).toHaveLength(1);
            expect(used[0]).toHaveLength(Math.min(...enough));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** The runs of consecutive numbers. */
function runsOf(seats: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const seat of seats) {
    if (runs.at(-1)?.at(-1) === seat - 1) runs.at(-1)?.push(seat);
    else runs.push([seat]);
  }
  return runs;
}

/** The number of longest runs that have `count` seats together. */
function fewestRuns(runs: readonly number[][], count: number): number {
  const longest = runs.map((run) => run.length).sort((a, b) => b - a);
  let seats = 0;
  let used = 0;
  for (; seats < count; used++) seats += longest[used] ?? count;
  return used;
}
