import { performance } from 'node:perf_hooks';
import { afterEach, expect, jest, test } from '@jest/globals';
import { ProcessorDelay } from './processor-delay.ts';

/** Keeps the event loop busy. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

afterEach(() => {
  jest.restoreAllMocks();
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a busy process delays a request by what waits before it, at the pace of the last samples', async () => {
  const queue = { waiting: 0, begun: 0 };
  const delay = new ProcessorDelay({ queues: [queue], accepted: () => 0 });
  for (let at = 0; at < 12; at++) {
    work(10);
    queue.begun += 5;
    delay.sample(0);
    await turn();
  }
  expect(delay.now).toBe(0);
  queue.waiting = 50;
  // Five in about ten milliseconds.
  expect(delay.now).toBeGreaterThan(90);
  queue.waiting = 0;
  delay.sample(7);
  expect(delay.now).toBe(7);
});

/** The delay of a process whose event loop works for this part of the time, with a queue out of which it takes this many at each sample. */
async function delayOfQueue({ utilization, begun }: { utilization: number; begun: number }): Promise<number> {
  jest.spyOn(performance, 'eventLoopUtilization').mockReturnValue({ idle: 0, active: 0, utilization });
  const queue = { waiting: 1_000, begun: 0 };
  const delay = new ProcessorDelay({ queues: [queue], accepted: () => 0 });
  for (let at = 0; at < 12; at++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    queue.begun += begun;
    delay.sample(0);
  }
  return delay.now;
}

test('the queue of an idle process delays nothing: its subgraph is slow', async () => {
  expect(await delayOfQueue({ utilization: 0.39, begun: 0 })).toBe(0);
  expect(await delayOfQueue({ utilization: 0.39, begun: 5 })).toBe(0);
});

test('a process is busy from 0.4 of its time on', async () => {
  // Five in at least ten milliseconds.
  expect(await delayOfQueue({ utilization: 0.4, begun: 5 })).toBeGreaterThan(1_900);
});

test('the queue of a busy process out of which nothing was taken delays a request without end', async () => {
  expect(await delayOfQueue({ utilization: 0.4, begun: 0 })).toBe(Number.POSITIVE_INFINITY);
});

test('connections that wait to be accepted delay a request as long as they have waited', async () => {
  let accepted = 0;
  const delay = new ProcessorDelay({ queues: [], accepted: () => accepted });
  delay.sample(0);
  await turn();
  accepted += 100;
  delay.sample(0);
  work(30);
  accepted += 100;
  delay.sample(0);
  expect(delay.now).toBeGreaterThanOrEqual(29);
  work(30);
  delay.sample(0);
  expect(delay.now).toBe(0);
});
