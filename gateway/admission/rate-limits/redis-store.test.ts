import { expect, test } from '@jest/globals';
import { maxBatch, RedisStore } from './redis-store.ts';

const use = { key: 'key', points: 1, seconds: 60 };

test('waits no longer for a Redis that does not answer, and does not use it for the time being', async () => {
  let sent = 0;
  const store = new RedisStore({
    isCluster: false,
    send: () => {
      sent++;
      return new Promise(() => {});
    },
  });
  expect([store.isUsable, store.hasFailed]).toEqual([true, false]);
  await expect(store.count(use)).rejects.toThrow('Redis does not answer');
  expect([store.isUsable, store.hasFailed, sent]).toEqual([false, true, 1]);
});

test('uses a Redis again that has answered', async () => {
  let isDown = true;
  const send = async <Reply>() => {
    if (isDown) throw new Error('down');
    return [1, 60_000] as Reply;
  };
  const store = new RedisStore({ isCluster: false, send });
  await expect(store.count(use)).rejects.toThrow('down');
  isDown = false;
  const trying = store.count(use);
  // Others wait until this one is answered.
  expect(store.isUsable).toBe(false);
  expect(await trying).toEqual({ points: 1, reset: 60_000 });
  expect([store.isUsable, store.hasFailed]).toEqual([true, false]);
});

/** A Redis that answers each key with its place in the command. */
function recordingRedis(isCluster: boolean) {
  const commands: string[][] = [];
  const send = async <Reply>(key: string, [, , count, ...rest]: string[]) => {
    const keys = rest.slice(0, Number(count));
    if (key !== keys[0]) throw new Error('another key');
    commands.push(keys);
    return keys.flatMap((_, at) => [at, 60_000]) as Reply;
  };
  return { commands, store: new RedisStore({ isCluster, send }) };
}

const usesOf = (count: number) => Array.from({ length: count }, (_, at) => ({ ...use, key: `key ${at}` }));

test.each([
  [3, [3]],
  [maxBatch, [maxBatch]],
  [maxBatch + 1, [maxBatch, 1]],
])('counts %i uses of one turn in commands of %j', async (count, sizes) => {
  const { commands, store } = recordingRedis(false);
  const counted = await Promise.all(usesOf(count).map((each) => store.count(each)));
  expect(commands.map((keys) => keys.length)).toEqual(sizes);
  expect(counted.map(({ points }) => points)).toEqual(sizes.flatMap((size) => [...Array(size).keys()]));
});

test('counts each use by a command of its own in a cluster, whose keys are on different nodes', async () => {
  const { commands, store } = recordingRedis(true);
  await Promise.all(usesOf(3).map((each) => store.count(each)));
  expect(commands).toEqual([['key 0'], ['key 1'], ['key 2']]);
});

test('refuses the uses of a command that fails, and no others', async () => {
  const store = new RedisStore({
    isCluster: true,
    send: async <Reply>(key: string) => {
      if (key === 'key 1') throw new Error('down');
      return [1, 60_000] as Reply;
    },
  });
  const results = await Promise.allSettled(usesOf(3).map((each) => store.count(each)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
