import { expect, test } from '@jest/globals';
import { hashPassword, verifyPassword } from './passwords.ts';

test('a password fits its own hash, and another does not', async () => {
  const passwordHash = await hashPassword('correct horse');
  expect(await verifyPassword(passwordHash, 'correct horse')).toBe(true);
  expect(await verifyPassword(passwordHash, 'correct horsE')).toBe(false);
});

test('one password has another hash each time', async () => {
  expect(await hashPassword('correct horse')).not.toBe(await hashPassword('correct horse'));
});

test('a password without a hash never fits, and finding out takes the work of a real one', async () => {
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
