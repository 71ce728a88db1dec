import { expect, test } from '@jest/globals';
import { checkCosts } from './costs-property.ts';

// Fixed, so that a failure comes from a change to the code.
const seed = Number(process.env.SEED ?? 7);

test('no operation costs more than was estimated, for it and for the fetches of its plan', async () => {
  const { operations, actual } = await checkCosts(seed, 200);
  expect(operations).toBe(200);
  expect(actual).toBeGreaterThan(2_000);
}, 120_000);
