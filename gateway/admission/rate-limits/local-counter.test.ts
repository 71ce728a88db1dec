import { expect, test } from '@jest/globals';
import { LocalCounter } from './local-counter.ts';

test('counts the points of each key, up to the limit and above it', () => {
  const counter = new LocalCounter(10);
  expect(counter.take('a', 4, 0)).toEqual({ limit: 10, remaining: 6, reset: 60_000, isExceeded: false });
  expect(counter.take('a', 6, 1_000)).toEqual({ limit: 10, remaining: 0, reset: 59_000, isExceeded: false });
  expect(counter.take('a', 1, 2_000)).toEqual({ limit: 10, remaining: 0, reset: 58_000, isExceeded: true });
  expect(counter.take('b', 1, 2_000)).toEqual({ limit: 10, remaining: 9, reset: 60_000, isExceeded: false });
});

test('begins a new window after a minute', () => {
  const counter = new LocalCounter(1);
  counter.take('a', 1, 0);
  expect(counter.take('a', 1, 59_999).isExceeded).toBe(true);
  expect(counter.take('a', 1, 60_000)).toEqual({ limit: 1, remaining: 0, reset: 60_000, isExceeded: false });
});

test('remembers a bounded number of keys, and forgets no key that is in use', () => {
  const counter = new LocalCounter(1, 100);
  counter.take('steady', 1, 0);
  for (let at = 0; at < 1_000; at++) {
    counter.take(`other ${at}`, 1, 0);
    expect(counter.take('steady', 1, 0).isExceeded).toBe(true);
  }
  expect(counter.size).toBe(100);
  expect(counter.take('other 0', 1, 0).isExceeded).toBe(false);
});
