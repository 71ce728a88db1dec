import setup from '#test-kit/global-setup.ts';
import teardown from '#test-kit/global-teardown.ts';
import { hasRedis } from '#test-kit/redis.ts';
import { crashEvents } from '../crash/campaign.ts';

/** Kills processes and Redis while events are in transit. Throws if an event did not take effect exactly once. */
export async function soakEvents(minutes: number): Promise<void> {
  if (!hasRedis('the soak test of events')) throw new Error('redis-server is not on the PATH');
  await setup();
  const end = performance.now() + minutes * 60_000;
  try {
    const { crashes, faults, bookings, events } = await crashEvents(() => performance.now() < end, console.log);
    console.log(`${bookings} bookings, ${events} events; crashes:`);
    for (const [place, count] of crashes) console.log(`${String(count).padStart(6)} ${place}`);
    if (faults.length > 0) throw new Error(faults.join('\n'));
  } finally {
    await teardown();
  }
}
