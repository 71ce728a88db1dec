import { makeTemplates } from '#test-kit/templates.ts';
import { withPostgres } from '#test-kit/with-postgres.ts';
import { heapUsedAfterCollection } from '../../gateway/testing/distinct-operations.ts';
import { type FuzzCounts, fuzz } from '../fuzz/campaign.ts';
import { startFuzzTarget } from '../fuzz/target.ts';

const batch = 5_000;
/** Inputs until every cache of the platform is full. */
const warmUp = 20_000;
/** The most that the heap may grow after that, in bytes. */
const mostGrowth = 48 * 1_024 * 1_024;

/**
 * Sends malformed inputs to the platform, each with the next seed. Throws at the first one that fails the platform, or when the heap has
 * grown since the caches were full.
 */
export async function soakFuzz(minutes: number, seed = Date.now() % 2 ** 30): Promise<void> {
  await withPostgres(async (server) => {
    process.env.TEST_DATABASE_URL = server;
    await makeTemplates(server);
    const target = await startFuzzTarget();
    const total: FuzzCounts = {};
    const end = performance.now() + minutes * 60_000;
    let full: number | null = null;
    let sent = 0;
    try {
      while (performance.now() < end) {
        add(total, await fuzz(target, { seed: seed + sent, inputs: batch }));
        sent += batch;
        const heap = heapUsedAfterCollection();
        if (sent >= warmUp) full ??= heap;
        console.log(`${sent} inputs from seed ${seed}, ${(heap / 2 ** 20).toFixed(1)} MB`);
        if (full !== null && heap - full > mostGrowth) throw new Error('the heap grows with the number of inputs');
      }
    } finally {
      console.log(total);
      await target.stop();
    }
  });
}

function add(total: FuzzCounts, counts: FuzzCounts): void {
  for (const [kind, statuses] of Object.entries(counts)) {
    total[kind] ??= {};
    for (const [status, count] of Object.entries(statuses)) total[kind][status] = (total[kind][status] ?? 0) + count;
  }
}
