import { maxOperations } from '../../gateway/admission/operation-cache.ts';
import { heapUsedAfterCollection, sendDistinct, shopOperations } from '../../gateway/testing/distinct-operations.ts';

const batch = 10_000;
const mostGrowth = 16 * 1024 * 1024;

/**
 * Sends operations that are all distinct, and prints the heap size after every ten thousand. Throws if the heap grows after the operation
 * cache is full.
 */
export async function soakOperations(minutes: number): Promise<void> {
  const operations = shopOperations();
  await sendDistinct(operations, 0, maxOperations + batch);
  const full = heapUsedAfterCollection();
  const end = performance.now() + minutes * 60_000;
  let sent = maxOperations + batch;
  while (performance.now() < end) {
    await sendDistinct(operations, sent, batch);
    sent += batch;
    const grown = heapUsedAfterCollection() - full;
    console.log(`${sent} operations, ${(full / 2 ** 20).toFixed(1)} MB and ${(grown / 2 ** 20).toFixed(1)} MB more`);
    if (grown > mostGrowth) throw new Error('the heap grows with the number of operations');
  }
}
