import { expect, test } from '@jest/globals';
import { DeferredMessages } from './deferred-messages.ts';

const message = (id: unknown) => JSON.stringify({ type: 'subscribe', id });
const ids = new Set(['a', 'b']);

test('messages with an id wait in order, and no others', () => {
  const deferred = new DeferredMessages();
  const kept = [message('a'), message('b'), message('a')];
  for (const text of kept) expect(deferred.defer(text, ids)).toBe(true);
  for (const text of [message('c'), message(7), '{', 'null', '[]']) expect(deferred.defer(text, ids)).toBe(false);
  expect(deferred.defer(message('a'), new Set())).toBe(false);
  expect([deferred.take(), deferred.take()]).toEqual([kept, []]);
});

test('one too many is refused', () => {
  const deferred = new DeferredMessages();
  const results = Array.from({ length: 17 }, () => deferred.defer(message('a'), ids));
  expect(results.slice(-2)).toEqual([true, 'full']);
  expect(deferred.take()).toHaveLength(16);
});
