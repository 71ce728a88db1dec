import os from 'node:os';
import { afterEach, expect, jest, test } from '@jest/globals';
import { SettingsFault } from '#platform/settings.ts';
import { readUsersSettings } from './settings.ts';

const read = (set: Record<string, string>) =>
  readUsersSettings({ DATABASE_URL: 'postgres://postgres@127.0.0.1:5432/postgres', ...set });

afterEach(() => void jest.restoreAllMocks());

test.each([
  [1, 1],
  [2, 1],
  [3, 2],
  [64, 2],
])('with %d processors %d passwords are hashed at once, by default', (processors, running) => {
  jest.spyOn(os, 'availableParallelism').mockReturnValue(processors);
  expect(read({}).passwordHashes).toEqual({ running, waiting: 20, longestWait: 5_000 });
});

test('the audit log is kept for two years, or as many days as the setting says, up to ten years', () => {
  expect(read({}).auditRetentionDays).toBe(730);
  expect(read({ AUDIT_RETENTION_DAYS: '3650' }).auditRetentionDays).toBe(3_650);
  for (const days of ['0', '3651']) expect(() => read({ AUDIT_RETENTION_DAYS: days })).toThrow(SettingsFault);
});

test('the bounds of password hashes are settings', () => {
  const set = { PASSWORD_HASHES_RUNNING: '1', PASSWORD_HASHES_WAITING: '0', PASSWORD_HASH_WAIT_SECONDS: '1' };
  expect(read(set).passwordHashes).toEqual({ running: 1, waiting: 0, longestWait: 1_000 });
  expect(() => read({ PASSWORD_HASHES_RUNNING: '0' })).toThrow(SettingsFault);
  // The caller waits for ten seconds.
  expect(() => read({ PASSWORD_HASH_WAIT_SECONDS: '9' })).toThrow(SettingsFault);
});
