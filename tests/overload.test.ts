import { expect, test } from '@jest/globals';
import { measureOverload } from './soak/overload/measure-overload.ts';

test('three times the capacity is answered or refused in the right form, and everything is answered again afterwards', async () => {
  const environment = { NODE_ENV: 'development', OVERLOAD_DELAY_MILLISECONDS: '50' };
  const { capacity, unloaded, overloaded, recovered } = await measureOverload({ milliseconds: 5_000, environment });
  const figures = { capacity, unloaded, overloaded, recovered };
  console.log(
    JSON.stringify(figures, (_, value) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value)),
  );
  for (const { wrong } of [unloaded, overloaded, recovered]) expect(wrong).toEqual([]);
  expect(overloaded.refused).toBeGreaterThan(0);
  expect(overloaded.goodput).toBeGreaterThan(0);
  expect(recovered.refused).toBe(0);
}, 90_000);
