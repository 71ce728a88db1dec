import { expect, test } from '@jest/globals';
import { hashPassword, verifyPassword } from './passwords.ts';

test('verifies the hashed password and no other', async () => {
  const passwordHash = await hashPassword('correct horse');
  expect(await verifyPassword(passwordHash, 'correct horse')).toBe(true);
  expect(await verifyPassword(passwordHash, 'correct horsE')).toBe(false);
});

test('hashes one password differently each time', async () => {
  expect(await hashPassword('correct horse')).not.toBe(await hashPassword('correct horse'));
});

test('takes the same work without a hash, and returns false', async () => {
  const passwordHash = await hashPassword('correct horse');
  await verifyPassword(null, 'wrong');
  const cpu = async (hash: string | null) => {
    const before = process.cpuUsage();
    for (let times = 0; times < 2; times++) expect(await verifyPassword(hash, 'wrong')).toBe(false);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  expect((await cpu(null)) / (await cpu(passwordHash))).toBeGreaterThan(0.5);
});
