import { expect, test } from '@jest/globals';
import { BoundedQueue } from './bounded-queue.ts';

const over = { value: undefined, done: true };

function queueOf(capacity: number, fails = true) {
  let closed = 0;
  const overflow = () => new Error('too slow');
  const queue = new BoundedQueue<number>(capacity, { onClose: () => closed++, ...(fails ? { overflow } : {}) });
  const read = async (count: number) => {
    const values: (number | undefined)[] = [];
    for (let times = 0; times < count; times++) values.push((await queue.next()).value);
    return values;
  };
  return { queue, read, closed: () => closed };
}

test('delivers the values that were pushed before and during a read, in order', async () => {
  const { queue, read } = queueOf(10);
  queue.push(1);
  queue.push(2);
  expect(await read(2)).toEqual([1, 2]);
  const pending = [queue.next(), queue.next()];
  queue.push(3);
  queue.push(4);
  expect((await Promise.all(pending)).map(({ value }) => value)).toEqual([3, 4]);
});

test('a full queue ends with its overflow error, after the queued values, and closes once', async () => {
  const { queue, read, closed } = queueOf(2);
  for (const value of [1, 2, 3, 4]) queue.push(value);
  expect(closed()).toBe(1);
  expect(await read(1)).toEqual([1]);
  queue.push(5);
  expect(await read(1)).toEqual([2]);
  await expect(queue.next()).rejects.toThrow('too slow');
  expect(await queue.next()).toEqual(over);
  await queue.return();
  expect(closed()).toBe(1);
});

test('a full queue without an overflow error keeps the newest values', async () => {
  const { queue, read, closed } = queueOf(2, false);
  for (const value of [1, 2, 3, 4]) queue.push(value);
  expect(await read(2)).toEqual([3, 4]);
  expect(closed()).toBe(0);
});

test('has room again for a reader that catches up', async () => {
  const { queue, read, closed } = queueOf(2);
  for (const value of [1, 2, 3, 4]) {
    queue.push(value);
    queue.push(-value);
    expect(await read(2)).toEqual([value, -value]);
  }
  expect(closed()).toBe(0);
});

test('the error of the first end comes last, once', async () => {
  const { queue, read, closed } = queueOf(2);
  queue.push(1);
  queue.end(new Error('lost'));
  queue.end();
  queue.push(2);
  expect(await read(1)).toEqual([1]);
  await expect(queue.next()).rejects.toThrow('lost');
  expect(await queue.next()).toEqual(over);
  expect(closed()).toBe(0);
});

test('the end settles every pending next, and its error only the first', async () => {
  const failing = queueOf(2).queue;
  const pending = [failing.next(), failing.next()] as const;
  failing.end(new Error('lost'));
  await expect(pending[0]).rejects.toThrow('lost');
  expect(await pending[1]).toEqual(over);
  expect(await failing.next()).toEqual(over);

  const ending = queueOf(2).queue;
  const last = ending.next();
  ending.end();
  expect(await last).toEqual(over);
});

test('return settles a pending next, drops the queued values and the error, and closes once', async () => {
  const waiting = queueOf(2);
  const pending = waiting.queue.next();
  expect(await waiting.queue.return()).toEqual(over);
  expect(await pending).toEqual(over);
  waiting.queue.push(1);
  expect(await waiting.queue.next()).toEqual(over);
  await waiting.queue.return();
  expect(waiting.closed()).toBe(1);

  const slow = queueOf(1);
  for (const value of [1, 2]) slow.queue.push(value);
  await slow.queue.return();
  expect(await slow.queue.next()).toEqual(over);
});
