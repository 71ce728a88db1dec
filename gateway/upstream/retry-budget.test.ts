import { expect, test } from '@jest/globals';
import { RetryBudget } from './retry-budget.ts';

/** Takes retries until there is none. */
function takeAll(budget: RetryBudget): number {
  let taken = 0;
  while (budget.take()) taken++;
  return taken;
}

test('has ten retries, a share of the requests, and one a second', () => {
  let now = 0;
  const budget = new RetryBudget(0.25, () => now);
  expect(takeAll(budget)).toBe(10);
  for (let at = 0; at < 40; at++) budget.addRequest();
  expect(takeAll(budget)).toBe(10);
  now = 3_000;
  expect(takeAll(budget)).toBe(3);
  expect(takeAll(budget)).toBe(0);
});

test('saves a bounded number of retries', () => {
  const budget = new RetryBudget(0.2, () => 0);
  for (let at = 0; at < 10_000; at++) budget.addRequest();
  expect(takeAll(budget)).toBe(100);
});

test('has none with a share of 0', () => {
  expect(takeAll(new RetryBudget(0, () => 0))).toBe(0);
});
