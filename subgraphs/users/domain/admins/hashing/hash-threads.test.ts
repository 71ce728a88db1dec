import { readdirSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, jest, test } from '@jest/globals';
import { computeTag, newTagInput } from './argon2id.ts';
import { HashThreads } from './hash-threads.ts';

let threads: HashThreads;
const start = () => {
  threads = new HashThreads();
  return threads;
};
afterEach(async () => {
  jest.restoreAllMocks();
  await threads.stop();
});

const input = { ...newTagInput('correct horse'), memory: 1_024 };
/** Argon2 has no tag of this length, and the thread ends with an error. */
const invalid = { ...input, tagLength: 1 };
/** The threads that computed, in order. */
const workersUsed = () => {
  const post = jest.spyOn(Worker.prototype, 'postMessage');
  return () => post.mock.contexts as Worker[];
};

test('compute what this thread would', async () => {
  const tag = await start().compute(input);
  expect(Buffer.from(tag).toString('hex')).toBe(Buffer.from(computeTag(input)).toString('hex'));
});

test('are as many as compute at once, and are used again', async () => {
  const used = workersUsed();
  await Promise.all([start().compute(input), threads.compute(input)]);
  await Promise.all([threads.compute(input), threads.compute(input)]);
  expect(used()).toHaveLength(4);
  expect(new Set(used()).size).toBe(2);
});

const nicenessOf = (thread: string): number => {
  const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
};
const isLinux = process.platform === 'linux';

(isLinux ? test : test.skip)('have a low priority, and this thread keeps its own', async () => {
  const own = nicenessOf(String(process.pid));
  const known = new Set(readdirSync('/proc/self/task'));
  await start().compute(input);
  const started = readdirSync('/proc/self/task').filter((thread) => !known.has(thread));
  expect(started.map(nicenessOf)).toContain(Math.min(own + 10, 19));
  expect(nicenessOf(String(process.pid))).toBe(own);
});

test('one that fails fails its tag alone, and is replaced', async () => {
  const [failing, other] = [start().compute(invalid), threads.compute(input)];
  await expect(failing).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' });
  expect(await other).toHaveLength(32);
  expect(await Promise.all([threads.compute(input), threads.compute(input)])).toHaveLength(2);
});

test('one that ends while it is idle is replaced', async () => {
  const used = workersUsed();
  await start().compute(input);
  await used()[0]?.terminate();
  expect(await threads.compute(input)).toHaveLength(32);
  expect(new Set(used()).size).toBe(2);
});

test('one that is terminated fails its tag', async () => {
  const used = workersUsed();
  const lost = start().compute({ ...input, passes: 100 });
  void used()[0]?.terminate();
  await expect(lost).rejects.toThrow('a hash thread ended');
});

test('that stop fail what they compute, and what comes later', async () => {
  const computing = [start().compute({ ...input, passes: 100 }), threads.compute({ ...input, passes: 100 })];
  const outcomes = Promise.allSettled(computing);
  await threads.stop();
  for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: new Error('the hash threads stop') });
  await expect(threads.compute(input)).rejects.toThrow('the hash threads stop');
});
