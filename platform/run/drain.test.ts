import { expect, test } from '@jest/globals';
import { Drain, type LongConnection } from './drain.ts';

/** A connection that leaves the drain when it is closed, and the times at which each was. */
function connections(drain: Drain, count: number): { closedAt: number[]; add(): LongConnection } {
  const closedAt: number[] = [];
  const add = () => {
    const connection = {
      leave: () => {
        closedAt.push(performance.now());
        drain.remove(connection);
      },
    };
    drain.add(connection);
    return connection;
  };
  for (let at = 0; at < count; at++) add();
  return { closedAt, add };
}

test('closes all connections at once without a duration', async () => {
  const drain = new Drain(0);
  const { closedAt } = connections(drain, 10);
  expect(drain.began).toBe(false);
  const stopping = drain.stop();
  expect(drain.began).toBe(true);
  expect(closedAt).toHaveLength(10);
  await stopping;
});

test('spreads the closing evenly over its duration, and lasts as long', async () => {
  const duration = 500;
  const drain = new Drain(duration);
  const { closedAt } = connections(drain, 1_000);
  const start = performance.now();
  await drain.stop();
  expect(performance.now() - start).toBeGreaterThanOrEqual(duration);
  expect(closedAt).toHaveLength(1_000);
  // None is closed before its turn, however slow the machine is.
  for (const [index, time] of closedAt.entries())
    expect(time - start).toBeGreaterThanOrEqual((index / 1_000) * duration);
});

test('lasts as long without connections, and closes those that opened meanwhile, but none that has left', async () => {
  const drain = new Drain(100);
  const { closedAt, add } = connections(drain, 0);
  const stopping = drain.stop();
  add();
  drain.remove(add());
  await stopping;
  expect(closedAt).toHaveLength(1);
});
