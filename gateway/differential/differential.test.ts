import { expect, test } from '@jest/globals';
import { Distribution } from './distribution.ts';

// graphql-js would otherwise look for a second copy of itself whenever it tests the type of an object: a fifth of this test's time.
process.env.NODE_ENV = 'production';
const { checkExecutor } = await import('./executor-property.ts');

// Fixed, so that a failure comes from a change to the code. `npm run soak -- executor` uses new seeds.
const seed = Number(process.env.SEED ?? 31);
const operations = 4_400;

/** The fewest runs of each label, about half of what this seed yields. */
const minimums: Record<string, Record<string, number>> = {
  all: { operations: 4_390, runs: 20_000, 'runs with errors': 4_500 },
  supergraph: {
    abstract: 125,
    context: 130,
    exclusive: 300,
    integers: 160,
    'interface objects': 125,
    interfaces: 200,
    keys: 200,
    lists: 115,
    members: 160,
    mutations: 125,
    requires: 190,
    shared: 190,
    subscriptions: 125,
  },
  node: {
    Fetch: 2_200,
    'Fetch of entities': 1_500,
    Flatten: 1_500,
    Parallel: 850,
    Sequence: 1_500,
    Subscription: 340,
    'context rewrites': 75,
    'input rewrites': 150,
    'output rewrites': 20,
  },
  feature: {
    'alias that looks generated': 1_000,
    'custom scalar literal': 150,
    'mutation with conditions': 270,
    'one field under exclusive types': 360,
    'one response key for several fields': 120,
    'query with conditions': 1_080,
    'subscription with conditions': 200,
    'variable with a long integer': 70,
    'variable with a reserved name': 440,
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
