import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { WorkLimit } from './work-limit.ts';

/** Starts `count` pieces of work that end when they are released, in the order in which they began. */
function load(limit: WorkLimit, count: number) {
  const begun: PromiseWithResolvers<number>[] = [];
  const outcomes = Array.from({ length: count }, () =>
    limit.run(() => {
      const work = Promise.withResolvers<number>();
      begun.push(work);
      return work.promise;
    }),
  );
  return { begun, outcomes, settled: Promise.allSettled(outcomes) };
}

const turn = () => new Promise(setImmediate);
const full = () => new Error('full');

test('runs as much work at once as it may, lets as much wait, and refuses the rest', async () => {
  const limit = new WorkLimit({ running: 2, waiting: 3 }, full);
  const { begun, outcomes, settled } = load(limit, 6);
  await expect(outcomes[5]).rejects.toThrow('full');
  expect([begun.length, limit.waiting]).toEqual([2, 3]);
  for (let at = 0; at < 5; at++) {
    begun[at]?.resolve(at);
    await turn();
  }
  expect((await settled).map((each) => (each.status === 'fulfilled' ? each.value : 'refused'))).toEqual([
    0,
    1,
    2,
    3,
    4,
    'refused',
  ]);
  expect([begun.length, limit.waiting]).toEqual([5, 0]);
});

test('never runs more at once, when work ends while other work arrives', async () => {
  const limit = new WorkLimit({ running: 2, waiting: 100 }, full);
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await turn();
    running--;
  };
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      for (let times = 0; times < 5; times++) await limit.run(work);
    }),
  );
  expect(most).toBe(2);
});

test('work that fails makes room for the next', async () => {
  const limit = new WorkLimit({ running: 1, waiting: 1 }, full);
  const { begun, outcomes, settled } = load(limit, 2);
  begun[0]?.reject(new Error('failed'));
  await expect(outcomes[0]).rejects.toThrow('failed');
  await turn();
  begun[1]?.resolve(1);
  expect(await outcomes[1]).toBe(1);
  await settled;
});

describe('work that waits', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
  afterEach(() => void jest.useRealTimers());

  test('is refused after the longest wait, and leaves its place', async () => {
    const limit = new WorkLimit({ running: 1, waiting: 1, longestWait: 1_000 }, full);
    const { begun, outcomes, settled } = load(limit, 2);
    jest.advanceTimersByTime(999);
    expect(limit.waiting).toBe(1);
    jest.advanceTimersByTime(1);
    await expect(outcomes[1]).rejects.toThrow('full');
    expect(limit.waiting).toBe(0);
    const third = load(limit, 1);
    begun[0]?.resolve(0);
    await turn();
    third.begun[0]?.resolve(2);
    expect(await third.outcomes[0]).toBe(2);
    await settled;
  });

  test('is not refused once it has begun', async () => {
    const limit = new WorkLimit({ running: 1, waiting: 1, longestWait: 1_000 }, full);
    const { begun, outcomes, settled } = load(limit, 2);
    begun[0]?.resolve(0);
    await turn();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(2_000);
    begun[1]?.resolve(1);
    expect(await outcomes[1]).toBe(1);
    await settled;
  });
});
