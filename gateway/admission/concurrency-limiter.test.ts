import { expect, test } from '@jest/globals';
import { ConcurrencyLimiter } from './concurrency-limiter.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('starts a few operations in each turn of the event loop, first come, first served', async () => {
  const limiter = new ConcurrencyLimiter(2);
  const started: number[] = [];
  for (const at of [1, 2, 3, 4, 5]) void limiter.enter().then(() => started.push(at));
  await Promise.resolve();
  expect(started).toEqual([1, 2]);
  await turn();
  expect(started).toEqual([1, 2, 3, 4]);
  await turn();
  expect(started).toEqual([1, 2, 3, 4, 5]);
  await turn();
  await turn();
  for (const at of [6, 7, 8]) void limiter.enter().then(() => started.push(at));
  await Promise.resolve();
  expect(started).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('refuses an operation when the queue is full, and starts those in the queue', async () => {
  const limiter = new ConcurrencyLimiter(1, 2);
  const entered = [1, 2, 3].map(() => limiter.enter());
  await expect(limiter.enter()).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 1 } });
  await Promise.all(entered);
  await limiter.enter();
});

test('two limiters share neither starts nor queue', async () => {
  const [one, other] = [new ConcurrencyLimiter(1, 1), new ConcurrencyLimiter(1, 1)];
  const full = [one.enter(), one.enter()];
  await expect(one.enter()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  const started: string[] = [];
  void other.enter().then(() => started.push('other'));
  await Promise.resolve();
  expect(started).toEqual(['other']);
  await Promise.all(full);
});
