import { expect, test } from '@jest/globals';
import { isInRatio, samplingOf } from './sampler.ts';
import { newTraceId } from './trace-ids.ts';

test('a share of one has every trace, of zero none, and a larger share contains a smaller one', () => {
  const ids = Array.from({ length: 20_000 }, newTraceId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => isInRatio(id, 1) && !isInRatio(id, 0))).toBe(true);
  const tenth = ids.filter((id) => isInRatio(id, 0.1));
  expect(tenth.length).toBeGreaterThan(1_500);
  expect(tenth.length).toBeLessThan(2_500);
  expect(tenth.every((id) => isInRatio(id, 0.2))).toBe(true);
});

test.each([
  ['always_on', { isParentBased: false, ratio: 1 }],
  ['always_off', { isParentBased: false, ratio: 0 }],
  ['traceidratio', { isParentBased: false, ratio: 0.25 }],
  ['parentbased_always_on', { isParentBased: true, ratio: 1 }],
  ['parentbased_always_off', { isParentBased: true, ratio: 0 }],
  ['parentbased_traceidratio', { isParentBased: true, ratio: 0.25 }],
] as const)('%s', (name, sampling) => {
  expect(samplingOf(name, 0.25)).toEqual(sampling);
});
