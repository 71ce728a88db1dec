import { expect, test } from '@jest/globals';
import { SettingsFault } from '#platform/settings.ts';
import { readUsersSettings } from './settings.ts';

const read = (set: Record<string, string>) =>
  readUsersSettings({ DATABASE_URL: 'postgres://postgres@127.0.0.1:5432/postgres', ...set });

test('the bounds of password hashes are settings', () => {
  expect(read({}).passwordHashes).toEqual({ running: 2, waiting: 20 });
  const set = { PASSWORD_HASHES_RUNNING: '1', PASSWORD_HASHES_WAITING: '0' };
  expect(read(set).passwordHashes).toEqual({ running: 1, waiting: 0 });
  expect(() => read({ PASSWORD_HASHES_RUNNING: '0' })).toThrow(SettingsFault);
});
