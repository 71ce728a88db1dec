import { checkClients } from '../../gateway/differential/clients/clients-property.ts';
import { Distribution } from '../../gateway/differential/distribution.ts';
import { checkExecutor } from '../../gateway/differential/executor-property.ts';
import { checkSubscriptions } from '../../gateway/differential/subscriptions-property.ts';

/**
 * Runs random operations, histories of concurrent clients, and subscriptions against the oracles, with a new seed for each thousand operations. Throws at
 * the first difference. A million runs take about 20 minutes.
 */
export async function soakExecutor(minutes: number): Promise<void> {
  const end = performance.now() + minutes * 60_000;
  const total = new Distribution();
  try {
    for (let seed = Date.now() % 2 ** 31; performance.now() < end; seed++) {
      console.log(`seed ${seed}, ${total.of('all').runs ?? 0} runs before`);
      await checkExecutor(seed, 1_000, total);
      await checkClients(seed, 100, total);
      await checkSubscriptions(seed, 100);
    }
  } finally {
    for (const group of ['all', 'clients', 'supergraph', 'feature', 'fault']) console.log(group, total.of(group));
  }
}
