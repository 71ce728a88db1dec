import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MissingProgram } from '../missing-program.ts';
import { findTool } from './tools.ts';

let root: string;
const folderOf = (major: number) => path.join(root, String(major));

/** Folders of programs that only print their version, as Debian's and the project's own do. */
beforeAll(async () => {
  root = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-tools-'));
  for (const [major, version] of [
    [15, '15.18 (Debian 15.18-0+deb12u1)'],
    [16, '16.9'],
    [17, '17.5'],
  ] as const) {
    await fs.mkdir(folderOf(major));
    await fs.writeFile(path.join(folderOf(major), 'pg_dump'), `#!/bin/sh\necho "pg_dump (PostgreSQL) ${version}"\n`, {
      mode: 0o755,
    });
  }
});

afterAll(() => fs.rm(root, { recursive: true, force: true }));

test('finds the program of the same version as the server, or else the lowest newer one', async () => {
  const all = [17, 15, 16].map(folderOf);
  expect(await findTool('pg_dump', 15, all)).toEqual({ file: path.join(folderOf(15), 'pg_dump'), major: 15 });
  expect(await findTool('pg_dump', 16, [folderOf(15), folderOf(17)])).toMatchObject({ major: 17 });
});

test('refuses an older program, and a missing one, with the package to install', async () => {
  const older = findTool('pg_dump', 18, [15, 16].map(folderOf));
  await expect(older).rejects.toThrow(MissingProgram);
  await expect(older).rejects.toThrow(
    'pg_dump 16 is older than the server, PostgreSQL 18. Install the package postgresql-client-18',
  );
  await expect(findTool('pg_restore', 15, [folderOf(15)])).rejects.toThrow('pg_restore is not installed');
});
