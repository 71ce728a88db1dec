import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { createLog } from '../log.ts';
import { BackgroundLoop } from './background-loop.ts';

test('runs its jobs at every interval, one after the other', async () => {
  const done: string[] = [];
  const job = (name: string) => async () => {
    done.push(name);
    return false;
  };
  const loop = new BackgroundLoop({ first: job('first'), second: job('second') }, { interval: 1, log: silent });
  await until(() => done.length >= 6);
  await loop.stop();
  expect(done.slice(0, 6)).toEqual(['first', 'second', 'first', 'second', 'first', 'second']);
});

test('stop waits for the current job and starts no other', async () => {
  const running = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  let others = 0;
  const jobs = {
    long: async () => {
      running.resolve();
      await release.promise;
      return true;
    },
    other: async () => {
      others++;
      return false;
    },
  };
  const loop = new BackgroundLoop(jobs, { interval: 1, log: silent });
  await running.promise;
  let stopped = false;
  const stopping = loop.stop().then(() => {
    stopped = true;
  });
  await new Promise(setImmediate);
  expect(stopped).toBe(false);
  release.resolve();
  await stopping;
  expect(others).toBe(0);
});

test('a wake begins a round at once, and one more after the current round', async () => {
  let rounds = 0;
  let release = Promise.withResolvers<void>();
  const job = async () => {
    rounds++;
    await release.promise;
    return false;
  };
  const loop = new BackgroundLoop({ job }, { interval: 60_000, startDelay: 60_000, log: silent });
  loop.wake();
  await until(() => rounds === 1);
  for (let times = 0; times < 3; times++) loop.wake();
  release.resolve();
  await until(() => rounds === 2);
  release = Promise.withResolvers();
  release.resolve();
  loop.wake();
  await until(() => rounds === 3);
  await loop.stop();
  loop.wake();
  expect(rounds).toBe(3);
});

describe('by the clock', () => {
  let lines: { level: number; job?: string; msg: string }[];
  const log = createLog({
    name: 'loop',
    level: 'info',
    stream: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  beforeEach(() => {
    lines = [];
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('begins at once, or after the start delay', async () => {
    const runs = { prompt: 0, delayed: 0 };
    const counting = (name: keyof typeof runs) => async () => {
      runs[name]++;
      return false;
    };
    const prompt = new BackgroundLoop({ job: counting('prompt') }, { interval: 1_000, log });
    const delayed = new BackgroundLoop({ job: counting('delayed') }, { interval: 1_000, startDelay: 500, log });
    await jest.advanceTimersByTimeAsync(499);
    expect(runs).toEqual({ prompt: 1, delayed: 0 });
    await jest.advanceTimersByTimeAsync(1);
    expect(runs).toEqual({ prompt: 1, delayed: 1 });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(runs).toEqual({ prompt: 2, delayed: 2 });
    await Promise.all([prompt.stop(), delayed.stop()]);
  });

  test('makes no pause while a job has more to do', async () => {
    let left = 3;
    const loop = new BackgroundLoop({ more: async () => left-- > 0 }, { interval: 1_000, log });
    await jest.advanceTimersByTimeAsync(0);
    expect(left).toBe(-1);
    await loop.stop();
  });

  test('retries a job after pauses that grow up to a bound, whatever wakes it, and keeps the others running', async () => {
    const failures: number[] = [];
    let others = 0;
    const jobs = {
      failing: async () => {
        failures.push(performance.now());
        throw new Error('no');
      },
      other: async () => {
        others++;
        return false;
      },
    };
    const loop = new BackgroundLoop(jobs, { interval: 100, log });
    for (let tenths = 0; tenths < 600; tenths++) {
      loop.wake();
      await jest.advanceTimersByTimeAsync(100);
    }
    await loop.stop();
    const pauses = failures.slice(1).map((at, index) => at - (failures[index] ?? 0));
    expect(pauses.length).toBeGreaterThan(12);
    for (const [index, pause] of pauses.entries()) {
      const longest = Math.min(200 * 2 ** index, 5_000);
      expect(pause).toBeGreaterThanOrEqual(longest / 2);
      expect(pause).toBeLessThanOrEqual(longest + 1);
    }
    expect(others).toBeGreaterThanOrEqual(600);
  });

  test('logs the first failure in a row, and the recovery', async () => {
    let failsLeft = 3;
    const job = async () => {
      if (failsLeft-- > 0) throw new Error('no');
      return false;
    };
    const loop = new BackgroundLoop({ job }, { interval: 1_000, log });
    await jest.advanceTimersByTimeAsync(10_000);
    failsLeft = 1;
    await jest.advanceTimersByTimeAsync(1_500);
    await loop.stop();
    const streak = ['a job failed and will be retried', 'a job recovered'];
    expect(lines.map(({ msg }) => msg)).toEqual([...streak, ...streak]);
    expect(lines.every(({ job }) => job === 'job')).toBe(true);
  });

  test('stop ends a pause at once, and logs no failure of a job that it interrupts', async () => {
    const started = Promise.withResolvers<void>();
    const interrupted = Promise.withResolvers<boolean>();
    const job = () => {
      started.resolve();
      return interrupted.promise;
    };
    const loop = new BackgroundLoop({ job }, { interval: 1_000, log });
    await started.promise;
    const stopped = loop.stop();
    interrupted.reject(new Error('the connection was closed'));
    await stopped;
    expect(lines).toEqual([]);

    const pausing = new BackgroundLoop({ job: async () => false }, { interval: 60_000, log });
    await jest.advanceTimersByTimeAsync(10);
    await pausing.stop();
    expect(jest.getTimerCount()).toBe(0);
  });
});
