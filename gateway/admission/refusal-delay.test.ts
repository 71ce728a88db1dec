import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { maxDelayedRefusals, RefusalDelay } from './refusal-delay.ts';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
afterEach(() => void jest.useRealTimers());

const resultOf = (...codes: string[]) => ({
  data: null,
  errors: codes.map((code) => new GraphQLError(code, { extensions: { code } })),
});
const refused = resultOf('RATE_LIMITED');

/** Follows a result, and returns whether it may be sent. */
function follow(delay: RefusalDelay, result: Parameters<RefusalDelay['follow']>[0]) {
  let isSent = false;
  void delay.follow(result).then(() => {
    isSent = true;
  });
  return async () => {
    await new Promise(setImmediate);
    return isSent;
  };
}

test('a refusal is sent after the delay', async () => {
  const delay = new RefusalDelay(1_000);
  const isSent = follow(delay, resultOf('OTP_INVALID', 'RATE_LIMITED'));
  jest.advanceTimersByTime(999);
  expect([await isSent(), delay.delayed]).toEqual([false, 1]);
  jest.advanceTimersByTime(1);
  expect([await isSent(), delay.delayed]).toEqual([true, 0]);
});

test.each([
  ['a result without an error', { data: {} }],
  ['a wrong password', resultOf('INVALID_CREDENTIALS')],
])('%s is sent at once', async (_what, result) => {
  expect(await follow(new RefusalDelay(1_000), result)()).toBe(true);
});

test('a refusal is sent at once without a delay', async () => {
  expect(await follow(new RefusalDelay(0), refused)()).toBe(true);
});

test('as many refusals wait as may, and one more is sent at once', async () => {
  const delay = new RefusalDelay(1_000);
  const waiting = Array.from({ length: maxDelayedRefusals }, () => follow(delay, refused));
  expect([await waiting.at(-1)?.(), delay.delayed]).toEqual([false, maxDelayedRefusals]);
  expect(await follow(delay, refused)()).toBe(true);
  jest.advanceTimersByTime(1_000);
  expect(await waiting.at(-1)?.()).toBe(true);
  expect(await follow(delay, refused)()).toBe(false);
});
