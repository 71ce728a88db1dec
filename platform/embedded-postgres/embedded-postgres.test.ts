import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PortTaken } from '#platform/http/port-taken.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { clusterIn, freePort, killServer, serverPid, until, Workspace } from './fixtures/workspace.ts';
import { mayBePostgres } from './process-alive.ts';

let workspace: Workspace;
let started: EmbeddedPostgres[];

beforeEach(() => {
  workspace = new Workspace();
  started = [];
});

afterEach(async () => {
  await Promise.allSettled(started.map((postgres) => postgres.stop()));
  await workspace.cleanUp();
});

async function start(dataDir: string, port: number): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, port, durable: false });
  started.push(postgres);
  return postgres;
}

describe('the embedded PostgreSQL', () => {
  test('keeps its data and its password over a restart', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const first = await start(dataDir, port);
    const before = await workspace.connect(first.url);
    await before.query("CREATE TABLE kept AS SELECT 'there' AS word");
    await first.stop();

    const second = await start(dataDir, port);

    const after = await workspace.connect(second.url);
    expect((await after.query('SELECT word FROM kept')).rows).toEqual([{ word: 'there' }]);
    expect(second.url).toBe(first.url);
  });

  test('is gone when stop resolves, however often it is called, and leaves nothing half made', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const postgres = await start(dataDir, port);
    const pid = serverPid(dataDir);

    await Promise.all([postgres.stop(), postgres.stop()]);
    await postgres.stop();

    expect(mayBePostgres(pid)).toBe(false);
    expect(fs.readdirSync(dataDir).sort()).toEqual([
      'postgres',
      'postgres.log',
      'postgres.password',
      'postgres.start-lock',
    ]);
    expect(fs.existsSync(path.join(clusterIn(dataDir), 'postmaster.pid'))).toBe(false);
  });

  test('lets nobody in without the password, which only its owner may read', async () => {
    const dataDir = workspace.dataDir();
    const { port } = await start(dataDir, await freePort());

    expect(fs.statSync(path.join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
    await expect(workspace.connect(`postgres://postgres:guess@127.0.0.1:${port}`)).rejects.toMatchObject({
      code: '28P01',
    });
  });

  test('speaks UTF-8 in the C locale, with 200 connections and no socket but 127.0.0.1', async () => {
    const { url } = await start(workspace.dataDir(), await freePort());
    const client = await workspace.connect(url);
    const setting = async (name: string) => (await client.query(`SHOW ${name}`)).rows[0][name];

    expect(await setting('server_encoding')).toBe('UTF8');
    expect(await setting('lc_messages')).toBe('C');
    expect(await setting('max_connections')).toBe('200');
    expect(await setting('listen_addresses')).toBe('127.0.0.1');
    expect(await setting('unix_socket_directories')).toBe('');
  });

  test('names the port when another program listens on it, and makes no cluster', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    const other = net.createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    try {
      const fault = await startEmbeddedPostgres({ dataDir, port }).catch((error) => error);

      expect(fault).toBeInstanceOf(PortTaken);
      expect(fault.message).toContain(`Port ${port} (PostgreSQL) is taken`);
      expect(fs.existsSync(clusterIn(dataDir))).toBe(false);
    } finally {
      other.close();
      await once(other, 'close');
    }
  });

  test('says what its log says when it can not start, and starts once that is mended', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    await (await start(dataDir, port)).stop();
    const configuration = path.join(clusterIn(dataDir), 'postgresql.auto.conf');
    fs.appendFileSync(configuration, 'no_such_setting = 1\n');

    await expect(start(dataDir, port)).rejects.toThrow(/no_such_setting/);

    fs.writeFileSync(configuration, '');
    await expect(start(dataDir, port)).resolves.toMatchObject({ port });
  });

  test('refuses to make a new password for a cluster that has lost its own', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    await (await start(dataDir, port)).stop();
    fs.rmSync(path.join(dataDir, 'postgres.password'));

    await expect(start(dataDir, port)).rejects.toThrow(/postgres\.password is gone/);
  });

  test('clears away what an initdb left that was cut off', async () => {
    const dataDir = workspace.dataDir();
    fs.mkdirSync(path.join(dataDir, 'postgres.unfinished-abc', 'data'), { recursive: true });

    await start(dataDir, await freePort());

    expect(fs.readdirSync(dataDir).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  test('is stopped without a wait when something has killed it', async () => {
    const dataDir = workspace.dataDir();
    const postgres = await start(dataDir, await freePort());
    await killServer(dataDir);

    const asked = performance.now();
    await postgres.stop();

    expect(performance.now() - asked).toBeLessThan(2_000);
  });

  test('takes its hold again after a crash of one of its processes closed every connection', async () => {
    const dataDir = workspace.dataDir();
    const told: string[] = [];
    const log = {
      info: (_: object, message: string) => told.push(message),
      warn: (_: object, message: string) => told.push(message),
    };
    const postgres = await startEmbeddedPostgres({ dataDir, port: await freePort(), durable: false, log });
    started.push(postgres);
    const client = await workspace.connect(postgres.url);
    const [{ pid }] = (await client.query('SELECT pg_backend_pid() AS pid')).rows;

    process.kill(pid, 'SIGKILL');

    await until(() => told.includes('holds the data folder again'), 'the hold is taken again');
    expect(told).toContain('lost the connection that holds the data folder');
    const second = await workspace.hold(dataDir, await freePort()).next();
    expect(second).toMatchObject({ name: 'PlatformAlreadyRunning' });
  });
});
