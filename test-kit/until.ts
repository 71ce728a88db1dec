import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until the condition holds. Throws after `patience` milliseconds. */
export async function until(condition: () => boolean | Promise<boolean>, patience = 10_000): Promise<void> {
  const deadline = Date.now() + patience;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not true after ${patience} ms: ${condition}`);
    await sleep(5);
  }
}
