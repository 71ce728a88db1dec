import setup from '#test-kit/global-setup.ts';
import teardown from '#test-kit/global-teardown.ts';
import { hasRedis } from '#test-kit/redis.ts';
import { crashEvents } from '../crash/campaign.ts';

/** Kills processes and Redis while events are on their way, until the time is up. Throws when an event had not its one effect. */
export async function soakEvents(minutes: number): Promise<void> {
  if (!hasRedis('the soak of events')) throw new Error('there is no redis-server');
  await setup();
  const end = performance.now() + minutes * 60_000;
  try {
    const { deaths, faults, bookings, events } = await crashEvents(() => performance.now() < end, console.log);
    console.log(`${bookings} bookings, ${events} events; deaths:`);
    for (const [what, count] of deaths) console.log(`${String(count).padStart(6)} ${what}`);
    if (faults.length > 0) throw new Error(faults.join('\n'));
  } finally {
    await teardown();
  }
}
