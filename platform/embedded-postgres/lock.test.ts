import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort } from '#test-kit/free-port.ts';
import { until } from '#test-kit/until.ts';
import { isAlive } from '../run/process-alive.ts';
import { mayBePostgres } from './postmaster.ts';
import { killServer, serverPid, Workspace } from './testing/workspace.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = new Workspace();
});

afterEach(() => workspace.cleanUp());

describe('two platforms on one data folder', () => {
  test('the second start names the process of the first, and leaves it running', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const first = workspace.startPlatform(dataDir, port);
    const { url } = await first.next();
    const client = await workspace.connect(url);
    const server = serverPid(dataDir);

    const second = workspace.startPlatform(dataDir, port);

    const refusal = await second.next();
    expect(refusal).toMatchObject({ event: 'refused', name: 'PlatformAlreadyRunning' });
    expect(refusal.message).toContain(`process ${first.pid}`);
    expect(refusal.message).toContain(dataDir);
    expect(await second.exited()).toBe(1);
    expect(serverPid(dataDir)).toBe(server);
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(isAlive(first.pid)).toBe(true);
  });

  test.each([1, 2, 3])('one of two concurrent first starts succeeds, and the other is refused (%i)', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const both = [workspace.startPlatform(dataDir, port), workspace.startPlatform(dataDir, port)];

    const events = await Promise.all(both.map((platform) => platform.next()));

    expect(events.map(({ event }) => event).sort()).toEqual(['refused', 'up']);
    const winner = events.findIndex(({ event }) => event === 'up');
    const [up, refused] = [events[winner], events[1 - winner]];
    expect(refused).toMatchObject({ name: 'PlatformAlreadyRunning' });
    expect(refused?.message).toContain(`process ${both[winner]?.pid}`);
    await both[1 - winner]?.exited();
    const client = await workspace.connect(up?.url ?? '');
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test.each([1, 2, 3])(
    'one of two concurrent starts on a stale postmaster.pid succeeds, and the other is refused (%i)',
    async () => {
      const [dataDir, port] = [workspace.dataDir(), await freePort()];
      const dead = workspace.startPlatform(dataDir, port);
      await dead.next();
      dead.kill('SIGKILL');
      await killServer(dataDir);

      const events = await Promise.all([
        workspace.startPlatform(dataDir, port).next(),
        workspace.startPlatform(dataDir, port).next(),
      ]);

      expect(events.map(({ event }) => event).sort()).toEqual(['refused', 'up']);
      expect(events.find(({ event }) => event === 'refused')).toMatchObject({ name: 'PlatformAlreadyRunning' });
    },
  );

  test("adopts a killed platform's server with its port, and stops it", async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const first = workspace.startPlatform(dataDir, port);
    const { url } = await first.next();
    const client = await workspace.connect(url);
    const server = serverPid(dataDir);
    first.kill('SIGKILL');
    await first.exited();

    const second = workspace.startPlatform(dataDir, await freePort());

    expect(await second.next()).toMatchObject({ event: 'up', url, port });
    expect(serverPid(dataDir)).toBe(server);
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    second.kill('SIGTERM');
    expect(await second.exited()).toBe(0);
    expect(mayBePostgres(server)).toBe(false);
  });

  test('a platform that lost the lock to another does not stop the server', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const first = workspace.startPlatform(dataDir, port);
    const { url } = await first.next();
    const client = await workspace.connect(url);
    first.kill('SIGSTOP');
    await client.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1', [
      `masar-platform ${first.pid}`,
    ]);
    const second = workspace.startPlatform(dataDir, port);
    expect(await second.next()).toMatchObject({ event: 'up', port });

    first.kill('SIGTERM');
    first.kill('SIGCONT');

    expect(await first.exited()).toBe(0);
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('a start that was killed during initdb does not prevent the next start', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const first = workspace.startPlatform(dataDir, port);
    await until(
      () => fs.existsSync(dataDir) && fs.readdirSync(dataDir).some((name) => name.includes('unfinished-')),
      20_000,
    );
    first.kill('SIGKILL');

    expect(await workspace.startPlatform(dataDir, port).next()).toMatchObject({ event: 'up', port });
  });

  test('Ctrl-C, sent to the whole process group of the platform, does not reach the server', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const platform = workspace.startPlatform(dataDir, port);
    const { url } = await platform.next();
    const client = await workspace.connect(url);
    // A fast shutdown cancels running statements; this one runs when the signal arrives and ends after it.
    const running = client.query('SELECT pg_sleep(0.5)');

    platform.killGroup('SIGINT');

    expect(await platform.next()).toMatchObject({ event: 'interrupted' });
    await expect(running).resolves.toMatchObject({ rowCount: 1 });
    await expect(workspace.connect(url)).resolves.toBeDefined();
  });
});
