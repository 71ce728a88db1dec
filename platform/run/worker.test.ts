import { expect, jest, test } from '@jest/globals';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { createLog } from '../log.ts';
import { Worker } from './worker.ts';

test('does its jobs at every interval, one after the other', async () => {
  const done: string[] = [];
  const job = (name: string) => async () => {
    done.push(name);
    return false;
  };
  const worker = new Worker({ first: job('first'), second: job('second') }, silent, 1);
  await until(() => done.length >= 6);
  await worker.stop();
  expect(done.slice(0, 6)).toEqual(['first', 'second', 'first', 'second', 'first', 'second']);
});

test('goes on without a pause while there is more', async () => {
  jest.useFakeTimers();
  try {
    let left = 3;
    const worker = new Worker({ more: async () => left-- > 0 }, silent, 1_000);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(left).toBe(-1);
    await worker.stop();
  } finally {
    jest.useRealTimers();
  }
});

test('a job that fails is logged, and keeps neither the others nor its own next turn', async () => {
  const lines: string[] = [];
  const log = createLog({ name: 'worker', level: 'error', stream: { write: (line) => void lines.push(line) } });
  let failed = 0;
  let done = 0;
  const jobs = {
    failing: async () => {
      failed++;
      throw new Error('no');
    },
    other: async () => {
      done++;
      return false;
    },
  };
  const worker = new Worker(jobs, log, 1);
  await until(() => failed >= 2 && done >= 2);
  await worker.stop();
  expect(new Set(lines.map((line) => JSON.parse(line).job))).toEqual(new Set(['failing']));
});

test('stopping waits for the job under way and begins no other', async () => {
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
  const worker = new Worker(jobs, silent, 1);
  await running.promise;
  let stopped = false;
  const stopping = worker.stop().then(() => {
    stopped = true;
  });
  await new Promise(setImmediate);
  expect(stopped).toBe(false);
  release.resolve();
  await stopping;
  expect(others).toBe(0);
});

test('that is woken begins at once, and once more after a round under way', async () => {
  let rounds = 0;
  let release = Promise.withResolvers<void>();
  const job = async () => {
    rounds++;
    await release.promise;
    return false;
  };
  const worker = new Worker({ job }, silent, 60_000);
  worker.wake();
  await until(() => rounds === 1);
  for (let times = 0; times < 3; times++) worker.wake();
  release.resolve();
  await until(() => rounds === 2);
  release = Promise.withResolvers();
  release.resolve();
  worker.wake();
  await until(() => rounds === 3);
  await worker.stop();
  worker.wake();
  expect(rounds).toBe(3);
});
