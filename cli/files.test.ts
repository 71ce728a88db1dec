import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readIfPresent, replaceFile } from './files.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'masar-files-'));
});

afterAll(() => rm(folder, { recursive: true }));

test('reads null where there is no file, and rejects what it cannot read', async () => {
  await writeFile(path.join(folder, 'read'), 'text');

  expect(await readIfPresent(path.join(folder, 'read'))).toBe('text');
  expect(await readIfPresent(path.join(folder, 'none'))).toBeNull();
  await expect(readIfPresent(folder)).rejects.toThrow('EISDIR');
});

test('replaces a file, with its mode', async () => {
  const file = path.join(folder, 'replaced');
  await writeFile(file, 'old');
  await chmod(file, 0o644);

  await replaceFile(file, 'new', { mode: 0o600 });

  expect(await readFile(file, 'utf8')).toBe('new');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('leaves nothing behind when it cannot replace', async () => {
  const before = await readdir(folder);

  await expect(replaceFile(folder, 'text')).rejects.toThrow();

  expect(await readdir(folder)).toEqual(before);
  expect(await readdir(path.dirname(folder))).not.toContain(`${path.basename(folder)}.${process.pid}`);
});
