import { isDeepStrictEqual } from 'node:util';
import setup from '#test-kit/global-setup.ts';
import teardown from '#test-kit/global-teardown.ts';
import { hasRedis } from '#test-kit/redis.ts';
import { startNotifications } from '../../subgraphs/notifications/testing/harness.ts';
import { replayWithCuts, titleOf } from '../../subgraphs/notifications/testing/replay.ts';
import { allCells, runCells } from '../faults/matrix.ts';

const cuts = 200;
const sent = 2_000;

/** Milliseconds. */
const times = { restart: 2_000, frozen: 10_000 };

/**
 * Cuts the connection of a client at random while notifications are sent, and inflicts every fault on every service under changes. Throws
 * if a client has not received each notification once and in order, or has not become right after a fault.
 */
export async function soakSubscriptions(minutes: number): Promise<void> {
  if (!hasRedis('the soak test of subscriptions')) throw new Error('redis-server is not on the PATH');
  const end = performance.now() + minutes * 60_000;
  do {
    await replay();
    const wrong = await runCells(allCells, times, console.log);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  } while (performance.now() < end);
}

async function replay(): Promise<void> {
  const all = Array.from({ length: sent }, (_, at) => titleOf(at));
  await setup();
  try {
    const notifications = await startNotifications();
    try {
      const result = await replayWithCuts(notifications, cuts, sent);
      console.log(`${result.cuts} cuts, ${result.titles.length} notifications`);
      if (!isDeepStrictEqual(result.titles, all)) throw new Error(`not each once and in order: ${result.titles}`);
    } finally {
      await notifications.stop();
    }
  } finally {
    await teardown();
  }
}
