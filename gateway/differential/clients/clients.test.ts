import { expect, test } from '@jest/globals';
import { Distribution } from '../distribution.ts';

// graphql-js would otherwise look for a second copy of itself whenever it tests the type of an object: a fifth of this test's time.
process.env.NODE_ENV = 'production';
const { checkClients } = await import('./clients-property.ts');

// Fixed, as in `differential.test.ts`.
const seed = Number(process.env.SEED ?? 31);

test('concurrent clients whose queries share requests see every change that they know of', async () => {
  const distribution = new Distribution();
  await checkClients(seed, 200, distribution);
  const counts = distribution.of('clients');
  console.log(`seed ${seed}`, counts);
  const { histories = 0, answered = 0, aborted = 0, reads = 0, runs = 0 } = counts;
  // About half of what this seed yields.
  expect(histories).toBe(200);
  expect(answered).toBeGreaterThan(1_000);
  expect(aborted).toBeGreaterThan(60);
  expect(reads).toBeGreaterThan(3_000);
  // Those that shared the run of another.
  expect(answered + aborted - runs).toBeGreaterThan(40);
}, 300_000);
