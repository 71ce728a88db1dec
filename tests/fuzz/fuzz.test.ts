import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { heapUsedAfterCollection } from '../../gateway/testing/distinct-operations.ts';
import { type FuzzCounts, fuzz } from './campaign.ts';
import { type FuzzTarget, startFuzzTarget } from './target.ts';

// Fixed, so that a failure comes from a change to the code. `npm run soak -- fuzz` uses new seeds.
const seed = Number(process.env.SEED ?? 1);
const warmUp = 600;
const inputs = 2_000;

/** The most that the heap may grow, in bytes: caches still fill. */
const mostGrowth = 48 * 1_024 * 1_024;

let target: FuzzTarget;
beforeAll(async () => {
  target = await startFuzzTarget();
});
afterAll(() => target.stop());

/** The fewest inputs that got past each check, about half of what this seed yields. */
const minimums: FuzzCounts = {
  graphql: { '200': 110, '400': 110 },
  http: { '200': 2, '400': 160, '431': 3 },
  json: { '200': 13, '400': 60 },
  oauth: { '200': 12, '400': 70, '401': 15 },
  streams: { '200': 25, '400': 15, '406': 35 },
  tokens: { '401': 80 },
  websocket: { '101': 130, '404': 8 },
};

test('malformed inputs neither fail the platform, nor hold a connection, nor reveal a name, nor take memory', async () => {
  await fuzz(target, { seed, inputs: warmUp });
  const before = heapUsedAfterCollection();
  const counts = await fuzz(target, { seed: seed + warmUp, inputs });
  const grown = heapUsedAfterCollection() - before;
  console.log(`seed ${seed}`, counts);
  expect(grown).toBeLessThan(mostGrowth);
  const rare = Object.entries(minimums).flatMap(([kind, statuses]) =>
    Object.entries(statuses).filter(([status, least]) => (counts[kind]?.[status] ?? 0) < least),
  );
  expect(rare).toEqual([]);
});
