import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Viewer } from '#contract/viewer.ts';
import { clockSkew } from './clock-skew.ts';
import { onTokenExpiry } from './token-expiry.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const expiringIn = (seconds: number) => ({ expiresAt: Date.now() / 1_000 + seconds }) as Viewer;

test('a token has expired when it is no longer accepted: after its expiry and the clock skew', () => {
  const listener = jest.fn();
  onTokenExpiry(expiringIn(10), listener);
  jest.advanceTimersByTime((10 + clockSkew) * 1_000 - 1);
  expect(listener).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(listener).toHaveBeenCalledTimes(1);
});

test('a removed listener is not called, and one of a token that lives for ever not at once', () => {
  const listener = jest.fn();
  onTokenExpiry(expiringIn(10), listener)();
  const remove = onTokenExpiry(expiringIn(1e9), listener);
  jest.advanceTimersByTime(86_400_000);
  expect(listener).not.toHaveBeenCalled();
  remove();
  expect(jest.getTimerCount()).toBe(0);
});
