import { expect, test } from '@jest/globals';
import { BoundedQueue } from './bounded-queue.ts';
import { mapIterator } from './map-iterator.ts';

const over = { value: undefined, done: true };

/** A source with two values that counts how often it is returned. */
function sourceOf(...values: number[]) {
  let returned = 0;
  const source = new BoundedQueue<number>(10, { onClose: () => returned++ });
  for (const value of values) source.push(value);
  return { source, returned: () => returned };
}

test('begins with the first values, then maps each value in order', async () => {
  const { source } = sourceOf(1, 2);
  const mapped = mapIterator(source, async (value) => `mapped ${value}`, ['first', 'second']);
  source.end();
  const values: string[] = [];
  for await (const value of mapped) values.push(value);
  expect(values).toEqual(['first', 'second', 'mapped 1', 'mapped 2']);
});

test('return settles a pending next, reaches the source, and drops the first values', async () => {
  const { source, returned } = sourceOf();
  const waiting = mapIterator(source, String);
  const pending = waiting.next();
  await waiting.return?.();
  expect(await pending).toEqual(over);
  expect(returned()).toBe(1);

  const unread = mapIterator(sourceOf(1).source, String, ['first']);
  await unread.return?.();
  expect(await unread.next()).toEqual(over);
});

test('a failing map rejects next and returns the source', async () => {
  const { source, returned } = sourceOf(1, 2);
  const mapped = mapIterator(source, async () => {
    throw new Error('no plan');
  });
  await expect(mapped.next()).rejects.toThrow('no plan');
  expect(returned()).toBe(1);
  expect(await mapped.next()).toEqual(over);
});

test('a map that fails after the reader has returned is not reported', async () => {
  const work = Promise.withResolvers<string>();
  const mapped = mapIterator(sourceOf(1).source, () => work.promise);
  const pending = mapped.next();
  await mapped.return?.();
  work.reject(new Error('aborted'));
  expect(await pending).toEqual(over);
});

test('an error of the source rejects next', async () => {
  const { source } = sourceOf(1);
  source.end(new Error('lost'));
  const mapped = mapIterator(source, String);
  expect((await mapped.next()).value).toBe('1');
  await expect(mapped.next()).rejects.toThrow('lost');
  expect(await mapped.next()).toEqual(over);
});
