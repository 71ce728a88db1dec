import { afterEach, expect, test } from '@jest/globals';
import { Refusal } from '#platform/errors/refusal.ts';
import type { WorkBounds } from '#platform/run/work-limit.ts';
import { Passwords } from './passwords.ts';

const started: Passwords[] = [];
const start = (bounds?: WorkBounds, onRefused?: () => void): Passwords => {
  const passwords = new Passwords(bounds, onRefused);
  started.push(passwords);
  return passwords;
};
afterEach(async () => {
  for (const passwords of started.splice(0)) await passwords.stop();
});

test('verifies the hashed password and no other', async () => {
  const passwords = start();
  const passwordHash = await passwords.hash('correct horse');
  expect(await passwords.verify(passwordHash, 'correct horse')).toBe(true);
  expect(await passwords.verify(passwordHash, 'correct horsE')).toBe(false);
});

test('hashes one password differently each time', async () => {
  const passwords = start();
  expect(await passwords.hash('correct horse')).not.toBe(await passwords.hash('correct horse'));
});

test('takes the same work without a hash, and returns false', async () => {
  const passwords = start();
  const passwordHash = await passwords.hash('correct horse');
  await passwords.verify(null, 'wrong');
  const cpu = async (hash: string | null) => {
    const before = process.cpuUsage();
    expect(await passwords.verify(hash, 'wrong')).toBe(false);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  // The least of several: the process may do other work beside a hash.
  const least: Record<'without' | 'with', number> = { without: Infinity, with: Infinity };
  for (let round = 0; round < 4; round++) {
    least.without = Math.min(least.without, await cpu(null));
    least.with = Math.min(least.with, await cpu(passwordHash));
  }
  expect(least.without / least.with).toBeGreaterThan(0.5);
});

test('computes as many at once as it may, lets as many wait, and refuses one more, with or without a hash', async () => {
  for (const passwordHash of [null, await start().hash('correct horse')]) {
    let refused = 0;
    const bounded = start({ running: 1, waiting: 2 }, () => refused++);
    const within = [1, 2, 3].map(() => bounded.verify(passwordHash, 'wrong'));
    expect([bounded.waiting, refused]).toEqual([2, 0]);
    const above = await bounded.verify(passwordHash, 'wrong').catch((error: unknown) => error);
    expect(above).toBeInstanceOf(Refusal);
    expect(above).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 2 } });
    expect(refused).toBe(1);
    expect(await Promise.all(within)).toEqual([false, false, false]);
  }
});

test('a process of one hash at a time verifies the first password of its life', async () => {
  expect(await start({ running: 1, waiting: 0 }).verify(null, 'wrong')).toBe(false);
});

test('refuses a password that has waited for too long, with or without a hash', async () => {
  for (const passwordHash of [null, await start().hash('correct horse')]) {
    let refused = 0;
    const bounded = start({ running: 1, waiting: 1, longestWait: 1 }, () => refused++);
    const first = bounded.verify(passwordHash, 'wrong');
    await expect(bounded.verify(passwordHash, 'wrong')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryAfter: 2 },
    });
    expect([refused, bounded.waiting]).toEqual([1, 0]);
    expect(await first).toBe(false);
  }
});

test('a stop fails what is computed, and what waits', async () => {
  const passwords = start({ running: 1, waiting: 1 });
  const outcomes = Promise.allSettled([passwords.hash('one'), passwords.hash('two')]);
  await passwords.stop();
  for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: new Error('the hash threads stop') });
});
