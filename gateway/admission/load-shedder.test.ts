import { afterEach, describe, expect, test } from '@jest/globals';
import { Metrics } from '#platform/http/metrics.ts';
import { Limits } from '#platform/limits.ts';
import type { LimitName } from '../limit-names.ts';
import { LoadShedder } from './load-shedder.ts';

let shedder: LoadShedder;
afterEach(() => shedder.stop());

const target = 1_000_000;
function started({ chance = 0, measured = [] as string[] } = {}): LoadShedder {
  const limits = new Limits<LimitName>(new Metrics('test'), measured);
  // No delay of the machine that runs the test comes near this target.
  shedder = new LoadShedder({ target, queueDelay: () => 0, accepted: () => 0, limits, chance: () => chance });
  return shedder;
}
const samples = (count: number, delay: number) => {
  for (let at = 0; at < count; at++) shedder.sample(delay);
};

test('refuses nothing while the delay stays at its target', () => {
  started();
  samples(500, target / 2);
  expect([shedder.refuses(), shedder.share]).toEqual([false, 0]);
});

test('refuses a growing share while the delay stays above its target, but never everything', () => {
  started({ chance: 0.97 });
  samples(10, 1.5 * target);
  expect(shedder.share).toBeGreaterThan(0);
  expect(shedder.refuses()).toBe(false);
  samples(1_000, 1.5 * target);
  expect([shedder.share, shedder.refuses(), shedder.isOverloaded]).toEqual([0.98, true, true]);
});

test('refuses nothing after a long turn of the event loop, unless others follow', () => {
  started();
  samples(4, 1_000 * target);
  samples(1, 0);
  expect(shedder.refuses()).toBe(false);
  samples(5, 1_000 * target);
  expect(shedder.refuses()).toBe(true);
});

test('accepts everything again soon after the delay is gone', () => {
  started();
  samples(1_000, 2 * target);
  samples(50, 0);
  expect([shedder.share, shedder.refuses()]).toEqual([0, false]);
});

describe('the share that is refused', () => {
  test.each([
    [0, true],
    [0.49, true],
    [0.51, false],
  ])('at half, a chance of %d is refused: %s', (chance, refused) => {
    started({ chance });
    while (shedder.share < 0.5) shedder.sample(1.05 * target);
    expect(shedder.share).toBeLessThan(0.51);
    expect(shedder.refuses()).toBe(refused);
  });

  test('is only counted when the limit is measured', () => {
    started({ measured: ['overload'] });
    samples(1_000, 2 * target);
    expect([shedder.refuses(), shedder.isOverloaded]).toEqual([false, false]);
  });
});
