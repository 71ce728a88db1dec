import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort } from '#test-kit/free-port.ts';
import { until } from '#test-kit/until.ts';
import { ensureLibraryLinks } from './binaries.ts';
import { runProgram } from './child-process.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { rootOwnedCopy } from './root-owned-copy.ts';
import { clusterIn, serverPid, Workspace } from './testing/workspace.ts';

const nobody = { uid: 65534, gid: 65534 };
const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
const asRoot = isRootOnLinux ? describe : describe.skip;
if (!isRootOnLinux) {
  console.warn('SKIPPED: the tests of PostgreSQL as root, which need root on Linux.');
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
  test('runs as nobody on a data folder whose parent is closed to that user', async () => {
    const dataDir = workspace.dataDir(workspace.folder(0o700));
    await (await start(dataDir)).stop();
    const { url } = await start(dataDir);

    expect(fs.statSync(`/proc/${serverPid(dataDir)}`).uid).toBe(nobody.uid);
    expect(fs.statSync(clusterIn(dataDir))).toMatchObject(nobody);
    expect(fs.statSync(clusterIn(dataDir)).mode & 0o777).toBe(0o700);
    const client = await workspace.connect(url);
    await client.query('CREATE DATABASE another');
    await client.query('CHECKPOINT');
  });

  test('reloads its configuration there, and recovers after a crash of one of its processes', async () => {
    const dataDir = workspace.dataDir(workspace.folder(0o700));
    const { url } = await start(dataDir);
    const client = await workspace.connect(url);
    await client.query("ALTER SYSTEM SET work_mem = '7MB'");
    await client.query('SELECT pg_reload_conf()');
    await until(async () => (await client.query('SHOW work_mem')).rows[0].work_mem === '7MB', 20_000);

    const [{ pid }] = (await client.query('SELECT pg_backend_pid() AS pid')).rows;
    process.kill(pid, 'SIGKILL');

    await until(async () => {
      const recovered = await workspace.connect(url).catch(() => undefined);
      return (await recovered?.query('SHOW work_mem').catch(() => undefined))?.rows[0].work_mem === '7MB';
    }, 20_000);
  });

  test('runs as the owner of a cluster that root does not own', async () => {
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

asRoot('the copy that root makes for another user', () => {
  function makeProgram(): string {
    const source = path.join(workspace.folder(0o700), 'native');
    fs.mkdirSync(path.join(source, 'bin'), { recursive: true, mode: 0o700 });
    fs.writeFileSync(path.join(source, 'bin', 'true'), '#!/bin/sh\n', { mode: 0o700 });
    return source;
  }
  const runs = (copy: string) => runProgram(path.join(copy, 'bin', 'true'), [], { runAs: nobody, timeoutMs: 5_000 });

  test('runs as that user, belongs to root, and is made once', async () => {
    const homes = [{ folder: path.join(workspace.folder(), 'home'), prefix: '' }];
    const source = makeProgram();
    const first = await rootOwnedCopy(source, 'postgres-1', runs, homes);
    const { ino } = fs.statSync(first);

    const second = await rootOwnedCopy(source, 'postgres-1', runs, homes);

    expect(second).toBe(first);
    expect(fs.statSync(second).ino).toBe(ino);
    expect(fs.statSync(second)).toMatchObject({ uid: 0 });
    expect(fs.readdirSync(path.dirname(first))).toEqual(['postgres-1']);
  });

  test('is never one that another user planted', async () => {
    const home = workspace.folder(0o1777);
    const planted = path.join(home, 'postgres-1');
    fs.cpSync(makeProgram(), planted, { recursive: true });
    fs.chownSync(planted, nobody.uid, nobody.gid);

    const copy = await rootOwnedCopy(makeProgram(), 'postgres-1', runs, [{ folder: home, prefix: '' }]);

    expect(copy).not.toBe(planted);
    expect(fs.statSync(copy)).toMatchObject({ uid: 0 });
  });

  test('goes to the next home when other users can write to the first', async () => {
    const open = { folder: workspace.folder(0o777), prefix: '' };
    const good = { folder: workspace.folder(), prefix: 'masar-' };

    const copy = await rootOwnedCopy(makeProgram(), 'postgres-1', runs, [open, good]);

    expect(copy).toBe(path.join(good.folder, 'masar-postgres-1'));
    expect(fs.readdirSync(open.folder)).toEqual([]);
    await expect(rootOwnedCopy(makeProgram(), 'postgres-1', runs, [open])).rejects.toThrow(
      /open to users other than root/,
    );
  });
});

test('makes the library links that no install script made, once', async () => {
  const native = path.join(workspace.folder(), 'native');
  fs.mkdirSync(path.join(native, 'lib'), { recursive: true });
  fs.writeFileSync(path.join(native, 'lib', 'libpq.so.5.18'), 'library');
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  fs.writeFileSync(path.join(native, 'pg-symlinks.json'), JSON.stringify(links));

  await ensureLibraryLinks(native);
  await ensureLibraryLinks(native);

  expect(fs.readlinkSync(path.join(native, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
});
