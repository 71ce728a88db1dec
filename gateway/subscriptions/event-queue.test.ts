import { describe, expect, test } from '@jest/globals';
import { Refusal } from '#platform/errors/refusal.ts';
import { EventQueue } from './event-queue.ts';

const resultOf = async (n: number) => ({ data: { n } });

function queueOf(capacity: number) {
  const queue = new EventQueue<number>(capacity);
  let closed = 0;
  queue.onClose(() => closed++);
  return { queue, results: queue.map(resultOf), closed: () => closed };
}

describe('EventQueue', () => {
  test('tells a reader what was pushed before it read and while it waited, in order', async () => {
    const { queue, results } = queueOf(10);
    queue.push(1);
    queue.push(2);
    expect(await results.next()).toEqual({ value: { data: { n: 1 } }, done: false });
    expect(await results.next()).toEqual({ value: { data: { n: 2 } }, done: false });
    const waiting = results.next();
    queue.push(3);
    expect((await waiting).value).toEqual({ data: { n: 3 } });
    queue.end(null);
    expect(await results.next()).toEqual({ value: undefined, done: true });
  });

  test('ends with RATE_LIMITED, after what it holds, for a reader that is too slow, and lets go of the source', async () => {
    const { queue, results, closed } = queueOf(2);
    for (const n of [1, 2, 3, 4]) queue.push(n);
    expect(closed()).toBe(1);
    expect((await results.next()).value).toEqual({ data: { n: 1 } });
    queue.push(5);
    expect((await results.next()).value).toEqual({ data: { n: 2 } });
    const { value } = await results.next();
    expect(value.data).toBeNull();
    expect(value.errors[0].originalError).toMatchObject({ code: 'RATE_LIMITED' });
    expect((await results.next()).done).toBe(true);
  });

  test('has room again for a reader that catches up', async () => {
    const { queue, results, closed } = queueOf(2);
    for (const n of [1, 2, 3, 4, 5, 6]) {
      queue.push(n);
      queue.push(-n);
      await results.next();
      await results.next();
    }
    expect(closed()).toBe(0);
  });

  test('a failure comes last, once', async () => {
    const { queue, results } = queueOf(2);
    queue.push(1);
    queue.end(new Refusal('SUBGRAPH_UNAVAILABLE', { subgraph: 'trips' }));
    queue.end(null);
    queue.push(2);
    expect((await results.next()).value).toEqual({ data: { n: 1 } });
    expect((await results.next()).value.errors[0].originalError).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect((await results.next()).done).toBe(true);
  });

  test('closing it interrupts a reader that waits, and what is pushed later is nobody’s', async () => {
    const { queue, results, closed } = queueOf(2);
    const waiting = results.next();
    expect(await results.return?.()).toEqual({ value: undefined, done: true });
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(closed()).toBe(1);
    queue.push(1);
    expect((await results.next()).done).toBe(true);
  });

  test('an event that fails to be worked out is the reader’s failure, and lets go of the source', async () => {
    const queue = new EventQueue<number>(2);
    let closed = 0;
    queue.onClose(() => closed++);
    const results = queue.map(async () => {
      throw new Error('no plan');
    });
    queue.push(1);
    await expect(results.next()).rejects.toThrow('no plan');
    expect(closed).toBe(1);
    expect((await results.next()).done).toBe(true);
  });
});
