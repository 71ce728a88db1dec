import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { tryFileLock } from '#platform/run/file-lock.ts';
import type { Manifest } from './manifest.ts';
import { deleteOldBackups, describeFile, fileFaults, findBackup, listBackups, storeBackup } from './store.ts';

let root: string;

beforeEach(async () => {
  root = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-store-'));
});

afterEach(() => fs.rm(root, { recursive: true, force: true }));

const day = (number: number) => new Date(Date.UTC(2030, 0, number));

/** Stores a backup with one file. */
const store = (startedAt: Date) =>
  storeBackup(root, startedAt, async (folder): Promise<Manifest> => {
    await fs.writeFile(path.join(folder, 'roles.sql'), 'create role masar;\n');
    const file = await describeFile(folder, 'roles.sql');
    return {
      format: 1,
      createdAt: startedAt.toISOString(),
      madeBy: '1.2.3',
      isConsistent: true,
      snapshotSpread: 1.5,
      databases: [],
      roles: [{ databases: ['users', 'trips'], file }],
    };
  });

const names = async () => (await listBackups(root)).backups.map(({ name }) => name);

test('lists complete backups, the newest first, and finds one by name', async () => {
  await store(day(1));
  const newest = await store(day(2));
  expect(await names()).toEqual(['2030-01-02T00-00-00-000Z', '2030-01-01T00-00-00-000Z']);
  expect((await findBackup(root)).manifest).toEqual(newest.manifest);
  expect((await findBackup(root, '2030-01-01T00-00-00-000Z')).manifest.createdAt).toBe('2030-01-01T00:00:00.000Z');
  await expect(findBackup(root, '2030-01-03T00-00-00-000Z')).rejects.toThrow('has no complete backup 2030-01-03');
  expect(await fileFaults(newest)).toEqual([]);
});

test('only its owner can read a backup', async () => {
  const { folder } = await store(day(1));
  const modes = [folder, path.join(folder, 'manifest.json')].map(async (file) => (await fs.stat(file)).mode & 0o777);
  expect(await Promise.all(modes)).toEqual([0o700, 0o600]);
});

test('a backup is none while it is written, and leaves nothing when it fails', async () => {
  const failing = storeBackup(root, day(1), async (folder) => {
    await fs.writeFile(path.join(folder, 'users.dump'), 'x');
    expect((await listBackups(root)).backups).toEqual([]);
    throw new Error('no space left on device');
  });
  await expect(failing).rejects.toThrow('no space left on device');
  expect((await fs.readdir(root)).filter((name) => name !== '.lock')).toEqual([]);
});

test('what a killed backup left is never complete, is reported, and is removed by the next one', async () => {
  await fs.mkdir(path.join(root, '.unfinished-2030-01-01T00-00-00-000Z'));
  await fs.mkdir(path.join(root, '2030-01-02T00-00-00-000Z'));
  await fs.writeFile(path.join(root, '2030-01-02T00-00-00-000Z', 'manifest.json'), '{"format": 1');
  expect(await listBackups(root)).toEqual({
    backups: [],
    broken: ['.unfinished-2030-01-01T00-00-00-000Z', '2030-01-02T00-00-00-000Z'],
  });
  await expect(findBackup(root)).rejects.toThrow('has no complete backup');
  await store(day(3));
  expect(await fs.readdir(root)).not.toContain('.unfinished-2030-01-01T00-00-00-000Z');
});

test('refuses a second backup into the same folder at once', async () => {
  const lock = tryFileLock(path.join(root, '.lock'));
  await expect(store(day(1))).rejects.toThrow('another backup into');
  lock?.release();
  await store(day(1));
});

test('keeps the newest backups, and no file that is not its own', async () => {
  await fs.writeFile(path.join(root, 'notes.txt'), 'x');
  for (const number of [1, 2, 3, 4]) await store(day(number));
  expect(await deleteOldBackups(root, 2)).toEqual(['2030-01-02T00-00-00-000Z', '2030-01-01T00-00-00-000Z']);
  expect(await names()).toEqual(['2030-01-04T00-00-00-000Z', '2030-01-03T00-00-00-000Z']);
  expect(await deleteOldBackups(root, 2)).toEqual([]);
  expect(await fs.readdir(root)).toContain('notes.txt');
});

test('finds a file that is missing, cut or changed', async () => {
  const backup = await store(day(1));
  const file = path.join(backup.folder, 'roles.sql');
  await fs.writeFile(file, 'create role mesar;\n');
  expect(await fileFaults(backup)).toEqual(['roles.sql has another checksum than in the manifest']);
  await fs.writeFile(file, 'create');
  expect(await fileFaults(backup)).toEqual(['roles.sql has 6 bytes instead of 19']);
  await fs.rm(file);
  expect(await fileFaults(backup)).toEqual(['roles.sql is missing']);
});
