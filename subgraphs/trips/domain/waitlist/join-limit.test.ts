import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { joinBounds, joinLimit } from './join-waitlist.ts';

const { running, waiting, longestWait } = joinBounds;
const refusal = { code: 'RATE_LIMITED', details: { retryAfter: 1 } };

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Requests of which none ends, and the number of those that have begun. */
function crowd(count: number) {
  const limit = joinLimit();
  const begun: number[] = [];
  const requests = Array.from({ length: count }, (_, at) =>
    limit.run(() => {
      begun.push(at);
      return new Promise<void>(() => {});
    }),
  );
  for (const each of requests) each.catch(() => {});
  return { limit, begun, requests };
}

test('as many requests to join run and wait as the bounds say, and one more is refused', async () => {
  const { limit, begun, requests } = crowd(running + waiting + 1);
  await expect(requests.at(-1)).rejects.toMatchObject(refusal);
  expect([begun.length, limit.waiting]).toEqual([running, waiting]);
});

test('a request that has waited for the longest time is refused', async () => {
  const { limit, requests } = crowd(running + 1);
  await jest.advanceTimersByTimeAsync(longestWait - 1);
  expect(limit.waiting).toBe(1);
  await jest.advanceTimersByTimeAsync(1);
  await expect(requests.at(-1)).rejects.toMatchObject(refusal);
  expect(limit.waiting).toBe(0);
});
