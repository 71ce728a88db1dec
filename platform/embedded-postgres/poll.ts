import { setTimeout as delay } from 'node:timers/promises';

/** Asks `probe` every `everyMs` until it gives something other than undefined; undefined after `limitMs`. */
export async function poll<T>(
  probe: () => T | undefined | Promise<T | undefined>,
  limitMs: number,
  everyMs = 25,
): Promise<T | undefined> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined || performance.now() >= deadline) return found;
    await delay(everyMs);
  }
}
