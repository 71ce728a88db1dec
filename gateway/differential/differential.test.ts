import { expect, test } from '@jest/globals';
import { Distribution, runCampaign } from './campaign.ts';

// The same for each run, so that what a change breaks is the change's; `npm run soak -- executor` takes others.
const seed = Number(process.env.SEED ?? 31);
const operations = 4_400;

/** The least that there must be of each kind, about half of what this seed gives. */
const least: Record<string, Record<string, number>> = {
  all: { operations: 4_390, runs: 20_000, 'runs with errors': 4_500 },
  supergraph: {
    abstract: 200,
    context: 200,
    'interface objects': 200,
    interfaces: 200,
    keys: 200,
    lists: 200,
    mutations: 200,
    requires: 200,
    shared: 200,
    subscriptions: 200,
  },
  node: {
    Condition: 70,
    Fetch: 2_200,
    'Fetch of entities': 1_500,
    Flatten: 1_500,
    Parallel: 850,
    Sequence: 1_500,
    Subscription: 100,
    'context rewrites': 40,
    'input rewrites': 150,
  },
};

test('random operations over random data and faults are answered as by the oracles', async () => {
  const distribution = new Distribution();
  await runCampaign(seed, operations, distribution);
  const groups = ['all', 'supergraph', 'node', 'fault', 'depth', 'feature'];
  console.log(`seed ${seed}`, Object.fromEntries(groups.map((group) => [group, distribution.of(group)])));
  const scarce = Object.entries(least).flatMap(([group, kinds]) =>
    Object.entries(kinds).filter(([kind, count]) => (distribution.of(group)[kind] ?? 0) < count),
  );
  expect(scarce).toEqual([]);
  const faults = Object.entries(distribution.of('fault'));
  expect(faults.length).toBeGreaterThanOrEqual(20);
  expect(faults.filter(([, count]) => count < 10)).toEqual([]);
}, 300_000);
