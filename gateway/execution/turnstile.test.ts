import { expect, test } from '@jest/globals';
import { Turnstile } from './turnstile.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('one begins in each turn, in the order in which they came', async () => {
  const turnstile = new Turnstile();
  const begun: number[] = [];
  for (const at of [1, 2, 3]) void turnstile.enter().then(() => begun.push(at));
  await Promise.resolve();
  expect(begun).toEqual([1]);
  await turn();
  expect(begun).toEqual([1, 2]);
  await turn();
  expect(begun).toEqual([1, 2, 3]);
  await turn();
  void turnstile.enter().then(() => begun.push(4));
  await Promise.resolve();
  expect(begun).toEqual([1, 2, 3, 4]);
});

test('more than may wait are told to come again, and the others are let in all the same', async () => {
  const turnstile = new Turnstile(2);
  const entered = [1, 2, 3].map(() => turnstile.enter());
  await expect(turnstile.enter()).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 1 } });
  await Promise.all(entered);
  await turnstile.enter();
});
