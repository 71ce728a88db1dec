import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ensureLibraryLinks } from './binaries.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { clusterIn, freePort, serverPid, until, Workspace } from './fixtures/workspace.ts';
import { rootOwnedCopy } from './root-owned-copy.ts';
import { run } from './run.ts';

const NOBODY = { uid: 65534, gid: 65534 };
const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
const asRoot = isRootOnLinux ? describe : describe.skip;
if (!isRootOnLinux) {
  console.warn('LEFT OUT: the tests of PostgreSQL under root. They need root on Linux.');
}

let workspace: Workspace;
let postgres: EmbeddedPostgres | undefined;

beforeEach(() => {
  workspace = new Workspace();
  postgres = undefined;
});

afterEach(async () => {
  await postgres?.stop();
  await workspace.cleanUp();
});

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  postgres = await startEmbeddedPostgres({ dataDir, port: await freePort(), durable: false });
  return postgres;
}

asRoot('as root, PostgreSQL', () => {
  test('runs as nobody on data below a folder that is closed to it', async () => {
    const dataDir = workspace.dataDir(workspace.folder(0o700));
    await (await start(dataDir)).stop();
    const { url } = await start(dataDir);

    expect(fs.statSync(`/proc/${serverPid(dataDir)}`).uid).toBe(NOBODY.uid);
    expect(fs.statSync(clusterIn(dataDir))).toMatchObject(NOBODY);
    expect(fs.statSync(clusterIn(dataDir)).mode & 0o777).toBe(0o700);
    const client = await workspace.connect(url);
    await client.query('CREATE DATABASE another');
    await client.query('CHECKPOINT');
  });

  test('reloads its configuration there, and comes back after a crash of one of its processes', async () => {
    const dataDir = workspace.dataDir(workspace.folder(0o700));
    const { url } = await start(dataDir);
    const client = await workspace.connect(url);
    await client.query("ALTER SYSTEM SET work_mem = '7MB'");
    await client.query('SELECT pg_reload_conf()');
    await until(async () => (await client.query('SHOW work_mem')).rows[0].work_mem === '7MB', 'the reload');

    const [{ pid }] = (await client.query('SELECT pg_backend_pid() AS pid')).rows;
    process.kill(pid, 'SIGKILL');

    await until(async () => {
      const again = await workspace.connect(url).catch(() => undefined);
      return (await again?.query('SHOW work_mem').catch(() => undefined))?.rows[0].work_mem === '7MB';
    }, 'it accepts connections again');
  });

  test("runs as the owner of a cluster that is not root's", async () => {
    const dataDir = workspace.dataDir();
    await (await start(dataDir)).stop();
    for (const name of fs.readdirSync(clusterIn(dataDir), { recursive: true, encoding: 'utf8' })) {
      fs.lchownSync(path.join(clusterIn(dataDir), name), 4321, 4321);
    }
    fs.chownSync(clusterIn(dataDir), 4321, 4321);

    await start(dataDir);

    expect(fs.statSync(`/proc/${serverPid(dataDir)}`).uid).toBe(4321);
  });
});

asRoot('a copy that root makes for another user', () => {
  function script(): string {
    const source = path.join(workspace.folder(0o700), 'native');
    fs.mkdirSync(path.join(source, 'bin'), { recursive: true, mode: 0o700 });
    fs.writeFileSync(path.join(source, 'bin', 'true'), '#!/bin/sh\n', { mode: 0o700 });
    return source;
  }
  const runs = (copy: string) => run(path.join(copy, 'bin', 'true'), [], { runAs: NOBODY, limitMs: 5_000 });

  test("can be run by that user, is root's, and is made once", async () => {
    const homes = [{ folder: path.join(workspace.folder(), 'home'), prefix: '' }];
    const source = script();
    const first = await rootOwnedCopy(source, 'postgres-1', runs, homes);
    const { ino } = fs.statSync(first);

    const second = await rootOwnedCopy(source, 'postgres-1', runs, homes);

    expect(second).toBe(first);
    expect(fs.statSync(second).ino).toBe(ino);
    expect(fs.statSync(second)).toMatchObject({ uid: 0 });
    expect(fs.readdirSync(path.dirname(first))).toEqual(['postgres-1']);
  });

  test('is never one that somebody else has put there', async () => {
    const home = workspace.folder(0o1777);
    const planted = path.join(home, 'postgres-1');
    fs.cpSync(script(), planted, { recursive: true });
    fs.chownSync(planted, NOBODY.uid, NOBODY.gid);

    const copy = await rootOwnedCopy(script(), 'postgres-1', runs, [{ folder: home, prefix: '' }]);

    expect(copy).not.toBe(planted);
    expect(fs.statSync(copy)).toMatchObject({ uid: 0 });
  });

  test('goes to the next place when one is open to others, or of no use', async () => {
    const open = { folder: workspace.folder(0o777), prefix: '' };
    const good = { folder: workspace.folder(), prefix: 'masar-' };

    const copy = await rootOwnedCopy(script(), 'postgres-1', runs, [open, good]);

    expect(copy).toBe(path.join(good.folder, 'masar-postgres-1'));
    expect(fs.readdirSync(open.folder)).toEqual([]);
    await expect(rootOwnedCopy(script(), 'postgres-1', runs, [open])).rejects.toThrow(/open to others/);
  });
});

test('library links that no install script made are made, and made once', async () => {
  const native = path.join(workspace.folder(), 'native');
  fs.mkdirSync(path.join(native, 'lib'), { recursive: true });
  fs.writeFileSync(path.join(native, 'lib', 'libpq.so.5.18'), 'library');
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  fs.writeFileSync(path.join(native, 'pg-symlinks.json'), JSON.stringify(links));

  await ensureLibraryLinks(native);
  await ensureLibraryLinks(native);

  expect(fs.readlinkSync(path.join(native, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
});
