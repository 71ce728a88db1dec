import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { clusterIn, freePort, killServer, serverPid, until, Workspace } from './fixtures/workspace.ts';
import { isAlive, mayBePostgres } from './process-alive.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = new Workspace();
});

afterEach(() => workspace.cleanUp());

describe('one platform a data folder', () => {
  test('a second start says which process holds it, and leaves it running', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const first = workspace.hold(dataDir, port);
    const { url } = await first.next();
    const client = await workspace.connect(url);
    const server = serverPid(dataDir);

    const second = workspace.hold(dataDir, port);

    const refusal = await second.next();
    expect(refusal).toMatchObject({ event: 'refused', name: 'PlatformAlreadyRunning' });
    expect(refusal.message).toContain(`process ${first.pid}`);
    expect(refusal.message).toContain(dataDir);
    expect(await second.ended()).toBe(1);
    expect(serverPid(dataDir)).toBe(server);
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(isAlive(first.pid)).toBe(true);
  });

  test.each([1, 2, 3])('of two first starts at once one runs and the other refuses (%i)', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const both = [workspace.hold(dataDir, port), workspace.hold(dataDir, port)];

    const told = await Promise.all(both.map((holder) => holder.next()));

    expect(told.map(({ event }) => event).sort()).toEqual(['refused', 'up']);
    const winner = told.findIndex(({ event }) => event === 'up');
    const [up, refused] = [told[winner], told[1 - winner]];
    expect(refused).toMatchObject({ name: 'PlatformAlreadyRunning' });
    expect(refused?.message).toContain(`process ${both[winner]?.pid}`);
    await both[1 - winner]?.ended();
    const client = await workspace.connect(up?.url ?? '');
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test.each([1, 2, 3])('of two starts at once on a stale pid file one runs and the other refuses (%i)', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const dead = workspace.hold(dataDir, port);
    await dead.next();
    dead.kill('SIGKILL');
    await killServer(dataDir);

    const told = await Promise.all([workspace.hold(dataDir, port).next(), workspace.hold(dataDir, port).next()]);

    expect(told.map(({ event }) => event).sort()).toEqual(['refused', 'up']);
    expect(told.find(({ event }) => event === 'refused')).toMatchObject({ name: 'PlatformAlreadyRunning' });
  });

  test("a killed holder's server is adopted at once, on the port it has, and stopped by its new holder", async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const first = workspace.hold(dataDir, port);
    const { url } = await first.next();
    const client = await workspace.connect(url);
    const server = serverPid(dataDir);
    first.kill('SIGKILL');
    await first.ended();

    const second = workspace.hold(dataDir, await freePort());

    expect(await second.next()).toMatchObject({ event: 'up', url, port });
    expect(serverPid(dataDir)).toBe(server);
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    second.kill('SIGTERM');
    expect(await second.ended()).toBe(0);
    expect(mayBePostgres(server)).toBe(false);
  });

  test('a holder that lost its hold to another does not stop the server under it', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const first = workspace.hold(dataDir, port);
    const { url } = await first.next();
    const client = await workspace.connect(url);
    first.kill('SIGSTOP');
    await client.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1', [
      `masar-platform ${first.pid}`,
    ]);
    const second = workspace.hold(dataDir, port);
    expect(await second.next()).toMatchObject({ event: 'up', port });

    first.kill('SIGTERM');
    first.kill('SIGCONT');

    expect(await first.ended()).toBe(0);
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('a start killed in its first moments leaves nothing that keeps the next one from starting', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const first = workspace.hold(dataDir, port);
    await until(
      () => fs.existsSync(dataDir) && fs.readdirSync(dataDir).some((name) => name.includes('unfinished-')),
      'initdb has begun',
    );
    first.kill('SIGKILL');

    expect(await workspace.hold(dataDir, port).next()).toMatchObject({ event: 'up', port });
  });

  test('a Ctrl-C to the whole group of the holder does not reach the server', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const holder = workspace.hold(dataDir, port);
    const { url } = await holder.next();
    const client = await workspace.connect(url);
    // A fast stop cuts off the statements that run; this one is running when the signal comes and ends after it.
    const running = client.query('SELECT pg_sleep(0.5)');

    holder.killGroup('SIGINT');

    expect(await holder.next()).toMatchObject({ event: 'interrupted' });
    await expect(running).resolves.toMatchObject({ rowCount: 1 });
    await expect(workspace.connect(url)).resolves.toBeDefined();
  });
});

describe('a postmaster.pid without its server', () => {
  async function withoutServer(): Promise<{ dataDir: string; port: number; pidFile: string }> {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const holder = workspace.hold(dataDir, port);
    const { url } = await holder.next();
    const client = await workspace.connect(url);
    await client.query("CREATE TABLE kept AS SELECT 'there' AS word");
    holder.kill('SIGKILL');
    await killServer(dataDir);
    return { dataDir, port, pidFile: path.join(clusterIn(dataDir), 'postmaster.pid') };
  }

  async function expectKept(url: string): Promise<void> {
    const client = await workspace.connect(url);
    expect((await client.query('SELECT word FROM kept')).rows).toEqual([{ word: 'there' }]);
  }

  function renumber(pidFile: string, pid: number, port?: number): void {
    const lines = fs.readFileSync(pidFile, 'utf8').split('\n');
    lines[0] = String(pid);
    if (port !== undefined) lines[3] = String(port);
    fs.writeFileSync(pidFile, lines.join('\n'));
  }

  test('is cleared, and what was committed is recovered, after kill -9 of PostgreSQL', async () => {
    const { dataDir, port } = await withoutServer();

    const up = await workspace.hold(dataDir, port).next();

    expect(up).toMatchObject({ event: 'up', port });
    await expectKept(up.url);
  });

  test('is cleared when its process id is another program by now', async () => {
    const { dataDir, port, pidFile } = await withoutServer();
    renumber(pidFile, process.pid);

    const up = await workspace.hold(dataDir, port).next();

    expect(up).toMatchObject({ event: 'up', port });
    await expectKept(up.url);
  });

  test("is cleared when its process id and port are another folder's server, which is left alone", async () => {
    const other = { dataDir: workspace.dataDir(), port: await freePort() };
    const { url } = await workspace.hold(other.dataDir, other.port).next();
    const { dataDir, port, pidFile } = await withoutServer();
    renumber(pidFile, serverPid(other.dataDir), other.port);

    const up = await workspace.hold(dataDir, port).next();

    expect(up).toMatchObject({ event: 'up', port });
    await expectKept(up.url);
    await expect(workspace.connect(url)).resolves.toBeDefined();
  });

  test("is cleared in a copy of a running platform's folder, whose password is the same", async () => {
    const original = { dataDir: workspace.dataDir(), port: await freePort() };
    await workspace.hold(original.dataDir, original.port).next();
    const copy = { dataDir: workspace.dataDir(), port: await freePort() };
    fs.cpSync(original.dataDir, copy.dataDir, { recursive: true });
    fs.chmodSync(clusterIn(copy.dataDir), 0o700);

    expect(await workspace.hold(copy.dataDir, copy.port).next()).toMatchObject({ event: 'up', port: copy.port });
    expect(serverPid(copy.dataDir)).not.toBe(serverPid(original.dataDir));
  });
});
