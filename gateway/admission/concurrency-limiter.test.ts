import { expect, test } from '@jest/globals';
import { Turnstile } from './concurrency-limiter.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a few begin in each turn, in the order in which they came', async () => {
  const turnstile = new Turnstile(2);
  const begun: number[] = [];
  for (const at of [1, 2, 3, 4, 5]) void turnstile.enter().then(() => begun.push(at));
  await Promise.resolve();
  expect(begun).toEqual([1, 2]);
  await turn();
  expect(begun).toEqual([1, 2, 3, 4]);
  await turn();
  expect(begun).toEqual([1, 2, 3, 4, 5]);
  await turn();
  await turn();
  for (const at of [6, 7, 8]) void turnstile.enter().then(() => begun.push(at));
  await Promise.resolve();
  expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('more than may wait are told to come again, and the others are let in all the same', async () => {
  const turnstile = new Turnstile(1, 2);
  const entered = [1, 2, 3].map(() => turnstile.enter());
  await expect(turnstile.enter()).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 1 } });
  await Promise.all(entered);
  await turnstile.enter();
});
