import { expect, test } from '@jest/globals';
import { Distribution } from './distribution.ts';
import { checkExecutor } from './executor-property.ts';

// Fixed, so that a failure comes from a change to the code. `npm run soak -- executor` uses new seeds.
const seed = Number(process.env.SEED ?? 31);
const operations = 4_400;

/** The fewest runs of each label, about half of what this seed yields. */
const minimums: Record<string, Record<string, number>> = {
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

test('answers random operations over random data and faults as the oracles do', async () => {
  const distribution = new Distribution();
  await checkExecutor(seed, operations, distribution);
  const groups = ['all', 'supergraph', 'node', 'fault', 'depth', 'feature'];
  console.log(`seed ${seed}`, Object.fromEntries(groups.map((group) => [group, distribution.of(group)])));
  const rare = Object.entries(minimums).flatMap(([group, labels]) =>
    Object.entries(labels).filter(([label, minimum]) => (distribution.of(group)[label] ?? 0) < minimum),
  );
  expect(rare).toEqual([]);
  const faults = Object.entries(distribution.of('fault'));
  expect(faults.length).toBeGreaterThanOrEqual(20);
  expect(faults.filter(([, count]) => count < 10)).toEqual([]);
}, 300_000);
