import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort } from '#test-kit/free-port.ts';
import { clusterIn, killServer, serverPid, Workspace } from './testing/workspace.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = new Workspace();
});

afterEach(() => workspace.cleanUp());

describe('a stale postmaster.pid', () => {
  async function killPlatformAndServer(): Promise<{ dataDir: string; port: number; pidFile: string }> {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const platform = workspace.startPlatform(dataDir, port);
    const { url } = await platform.next();
    const client = await workspace.connect(url);
    await client.query("CREATE TABLE kept AS SELECT 'there' AS word");
    platform.kill('SIGKILL');
    await killServer(dataDir);
    return { dataDir, port, pidFile: path.join(clusterIn(dataDir), 'postmaster.pid') };
  }

  async function expectKept(url: string): Promise<void> {
    const client = await workspace.connect(url);
    expect((await client.query('SELECT word FROM kept')).rows).toEqual([{ word: 'there' }]);
  }

  function rewrite(pidFile: string, pid: number, port?: number): void {
    const lines = fs.readFileSync(pidFile, 'utf8').split('\n');
    lines[0] = String(pid);
    if (port !== undefined) lines[3] = String(port);
    fs.writeFileSync(pidFile, lines.join('\n'));
  }

  test('is removed after kill -9 of PostgreSQL, and committed data are recovered', async () => {
    const { dataDir, port } = await killPlatformAndServer();

    const up = await workspace.startPlatform(dataDir, port).next();

    expect(up).toMatchObject({ event: 'up', port });
    await expectKept(up.url);
  });

  test('is removed when its process id belongs to another program now', async () => {
    const { dataDir, port, pidFile } = await killPlatformAndServer();
    rewrite(pidFile, process.pid);

    const up = await workspace.startPlatform(dataDir, port).next();

    expect(up).toMatchObject({ event: 'up', port });
    await expectKept(up.url);
  });

  test("is removed when its process id and port belong to another folder's server, which keeps running", async () => {
    const other = { dataDir: workspace.dataDir(), port: await freePort() };
    const { url } = await workspace.startPlatform(other.dataDir, other.port).next();
    const { dataDir, port, pidFile } = await killPlatformAndServer();
    rewrite(pidFile, serverPid(other.dataDir), other.port);

    const up = await workspace.startPlatform(dataDir, port).next();

    expect(up).toMatchObject({ event: 'up', port });
    await expectKept(up.url);
    await expect(workspace.connect(url)).resolves.toBeDefined();
  });

  test("is removed in a copy of a running platform's data folder, whose password is the same", async () => {
    const original = { dataDir: workspace.dataDir(), port: await freePort() };
    await workspace.startPlatform(original.dataDir, original.port).next();
    const copy = { dataDir: workspace.dataDir(), port: await freePort() };
    fs.cpSync(original.dataDir, copy.dataDir, { recursive: true });
    fs.chmodSync(clusterIn(copy.dataDir), 0o700);

    expect(await workspace.startPlatform(copy.dataDir, copy.port).next()).toMatchObject({
      event: 'up',
      port: copy.port,
    });
    expect(serverPid(copy.dataDir)).not.toBe(serverPid(original.dataDir));
  });
});
