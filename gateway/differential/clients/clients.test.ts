import { expect, test } from '@jest/globals';
import { Distribution } from '../distribution.ts';
import { checkClients } from './clients-property.ts';

// Fixed, as in `differential.test.ts`.
const seed = Number(process.env.SEED ?? 31);

test('concurrent clients whose queries share requests see every change that they know of', async () => {
  const distribution = new Distribution();
  await checkClients(seed, 300, distribution);
  const counts = distribution.of('clients');
  console.log(`seed ${seed}`, counts);
  const { histories = 0, answered = 0, aborted = 0, reads = 0, fetches = 0, requests = 0 } = counts;
  // About half of what this seed yields.
  expect(histories).toBe(300);
  expect(answered).toBeGreaterThan(1_500);
  expect(aborted).toBeGreaterThan(100);
  expect(reads).toBeGreaterThan(4_000);
  expect(fetches - requests).toBeGreaterThan(200);
}, 300_000);
