import { expect, test } from '@jest/globals';
import { checkSubscriptions } from './subscriptions-property.ts';

// Fixed, so that a failure comes from a change to the code. `npm run soak -- executor` uses new seeds.
const seed = Number(process.env.SEED ?? 5);

test('subscribers of random subscriptions get what one server with all of the data answers at that moment', async () => {
  expect(await checkSubscriptions(seed, 200)).toBeGreaterThan(1_000);
}, 120_000);
