import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withClient } from '#platform/database/with-client.ts';
import { hasInstalledPostgres, type InstalledPostgres, startInstalledPostgres } from '#test-kit/installed-postgres.ts';

const what = 'PostgreSQL on a full disk';

/** Mounts a small file system on the folder. Returns false, and prints which test is skipped, where that is not permitted. */
function mountSmall(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128m,mode=755', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write(`\nSKIPPED, because mounting a file system is not permitted: ${what}\n`);
    return false;
  }
}

const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-full-disk-'));
const isPossible = hasInstalledPostgres(what) && mountSmall(folder);
if (!isPossible) await fs.rmdir(folder);

(isPossible ? describe : describe.skip)(what, () => {
  let server: InstalledPostgres;
  const filler = path.join(folder, 'filler');
  const count = () =>
    withClient(server.url, async (client) => Number((await client.query('select count(*) from kept')).rows[0].count));
  const write = () =>
    withClient(server.url, (client) =>
      client.query(`insert into kept select repeat('x', 1000) from generate_series(1, 1000)`),
    );

  beforeAll(async () => {
    await fs.chmod(folder, 0o755);
    server = await startInstalledPostgres({}, () => ({}), folder);
    await withClient(server.url, (client) => client.query('create table kept (text text)'));
  });

  afterAll(async () => {
    await server?.stop();
    execFileSync('umount', [folder]);
    await fs.rm(folder, { recursive: true, force: true });
  });

  test('refuses writes or stops, loses nothing that it committed, and goes on when there is room again', async () => {
    await write();
    let committed = 1_000;
    const { bavail, bsize } = await fs.statfs(folder);
    await fs.writeFile(filler, Buffer.alloc(bavail * bsize - 2 ** 20));
    const failed = await (async () => {
      for (;;) {
        try {
          await write();
          committed += 1_000;
        } catch (error) {
          return error as { message: string };
        }
      }
    })();
    expect(`${failed.message}\n${await server.log()}`).toContain('No space left on device');
    await fs.rm(filler);
    // Where the server has stopped because it could not write its log, the runbook starts it again.
    await server.shutDown();
    await server.start();
    expect(await count()).toBe(committed);
    await write();
    expect(await count()).toBe(committed + 1_000);
  });
});
