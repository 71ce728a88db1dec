import { Distribution } from '../../gateway/differential/distribution.ts';
import { checkExecutor } from '../../gateway/differential/executor-property.ts';
import { checkSubscriptions } from '../../gateway/differential/subscriptions-property.ts';

/** Runs random operations against the oracles, with a new seed for each thousand. Throws at the first difference. */
export async function soakExecutor(minutes: number): Promise<void> {
  const end = performance.now() + minutes * 60_000;
  for (let seed = Date.now() % 2 ** 31; performance.now() < end; seed++) {
    const distribution = new Distribution();
    console.log(`seed ${seed}`);
    await checkExecutor(seed, 1_000, distribution);
    await checkSubscriptions(seed, 1_000);
    console.log(distribution.of('all'));
  }
}
