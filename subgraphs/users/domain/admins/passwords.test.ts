import { expect, test } from '@jest/globals';
import { Refusal } from '#platform/errors/refusal.ts';
import { Passwords } from './passwords.ts';

const passwords = new Passwords();

test('verifies the hashed password and no other', async () => {
  const passwordHash = await passwords.hash('correct horse');
  expect(await passwords.verify(passwordHash, 'correct horse')).toBe(true);
  expect(await passwords.verify(passwordHash, 'correct horsE')).toBe(false);
});

test('hashes one password differently each time', async () => {
  expect(await passwords.hash('correct horse')).not.toBe(await passwords.hash('correct horse'));
});

test('takes the same work without a hash, and returns false', async () => {
  const passwordHash = await passwords.hash('correct horse');
  await passwords.verify(null, 'wrong');
  const cpu = async (hash: string | null) => {
    const before = process.cpuUsage();
    for (let times = 0; times < 2; times++) expect(await passwords.verify(hash, 'wrong')).toBe(false);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  expect((await cpu(null)) / (await cpu(passwordHash))).toBeGreaterThan(0.5);
});

test('computes as many at once as it may, lets as many wait, and refuses one more, with or without a hash', async () => {
  for (const passwordHash of [null, await passwords.hash('correct horse')]) {
    let refused = 0;
    const bounded = new Passwords({ running: 1, waiting: 2 }, () => refused++);
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
  expect(await new Passwords({ running: 1, waiting: 0 }).verify(null, 'wrong')).toBe(false);
});
