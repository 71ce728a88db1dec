import { expect, test } from '@jest/globals';
import { RedisStore } from './redis-store.ts';

const request = { keys: ['key'], arguments: ['1'] };

test('waits no longer for a Redis that does not answer, and does not use it for the time being', async () => {
  let sent = 0;
  const store = new RedisStore({
    send: () => {
      sent++;
      return new Promise(() => {});
    },
  });
  expect([store.isUsable, store.hasFailed]).toEqual([true, false]);
  await expect(store.eval('script', request)).rejects.toThrow('Redis does not answer');
  expect([store.isUsable, store.hasFailed, sent]).toEqual([false, true, 1]);
});

test('uses a Redis again that has answered', async () => {
  let isDown = true;
  const send = async <Reply>() => {
    if (isDown) throw new Error('down');
    return [1, 60_000] as Reply;
  };
  const store = new RedisStore({ send });
  await expect(store.eval('script', request)).rejects.toThrow('down');
  isDown = false;
  const trying = store.eval('script', request);
  // Others wait until this one is answered.
  expect(store.isUsable).toBe(false);
  expect(await trying).toEqual([1, 60_000]);
  expect([store.isUsable, store.hasFailed]).toEqual([true, false]);
});
