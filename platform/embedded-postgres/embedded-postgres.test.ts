import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort } from '#test-kit/free-port.ts';
import { until } from '#test-kit/until.ts';
import { PortTaken } from '../http/port-taken.ts';
import { createLog } from '../log.ts';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  runningServerPid,
  runningServerUrl,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';
import { mayBePostgres } from './postmaster.ts';
import { clusterIn, killServer, serverPid, Workspace } from './testing/workspace.ts';

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

async function start(
  dataDir: string,
  port: number,
  more: Partial<EmbeddedPostgresOptions> = {},
): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, port, durable: false, ...more });
  started.push(postgres);
  return postgres;
}

describe('the embedded PostgreSQL', () => {
  test('keeps its data and its password across a restart', async () => {
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

  test('is gone when stop resolves, leaves no temporary file, and may be stopped again', async () => {
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

  test('refuses a connection without the password, which only its owner may read', async () => {
    const dataDir = workspace.dataDir();
    const { port } = await start(dataDir, await freePort());

    expect(fs.statSync(path.join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
    await expect(workspace.connect(`postgres://postgres:guess@127.0.0.1:${port}`)).rejects.toMatchObject({
      code: '28P01',
    });
  });

  test('uses UTF-8 and the C locale, accepts 200 connections, and listens on 127.0.0.1 only', async () => {
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
      const error = await startEmbeddedPostgres({ dataDir, port }).catch((reason) => reason);

      expect(error).toBeInstanceOf(PortTaken);
      expect(error.message).toContain(`Port ${port} (PostgreSQL) is taken`);
      expect(fs.existsSync(clusterIn(dataDir))).toBe(false);
    } finally {
      other.close();
      await once(other, 'close');
    }
  });

  test('reports the end of its log when it cannot start, and starts once the cause is fixed', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    await (await start(dataDir, port)).stop();
    const configuration = path.join(clusterIn(dataDir), 'postgresql.auto.conf');
    fs.appendFileSync(configuration, 'no_such_setting = 1\n');

    await expect(start(dataDir, port)).rejects.toThrow(/no_such_setting/);

    fs.writeFileSync(configuration, '');
    await expect(start(dataDir, port)).resolves.toMatchObject({ port });
  });

  test('makes no new password for a cluster whose password is lost', async () => {
    const [dataDir, port] = [workspace.dataDir(), await freePort()];
    await (await start(dataDir, port)).stop();
    fs.rmSync(path.join(dataDir, 'postgres.password'));

    await expect(start(dataDir, port)).rejects.toThrow(/postgres\.password is missing/);
  });

  test('removes what an interrupted initdb left behind', async () => {
    const dataDir = workspace.dataDir();
    fs.mkdirSync(path.join(dataDir, 'postgres.unfinished-abc', 'data'), { recursive: true });

    await start(dataDir, await freePort());

    expect(fs.readdirSync(dataDir).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  test('is found by its data folder while it runs, and not by the postmaster.pid that it leaves when it is killed', async () => {
    const dataDir = workspace.dataDir();
    expect([await runningServerUrl(dataDir), runningServerPid(dataDir)]).toEqual([undefined, undefined]);

    const platform = workspace.startPlatform(dataDir, await freePort());

    const { url } = await platform.next();
    expect(await runningServerUrl(dataDir)).toBe(url);
    const postmasterFile = path.join(clusterIn(dataDir), 'postmaster.pid');
    expect(runningServerPid(dataDir)).toBe(Number.parseInt(fs.readFileSync(postmasterFile, 'utf8'), 10));
    // It would start the server again.
    platform.kill('SIGKILL');
    await platform.exited();
    await killServer(dataDir);
    expect(fs.existsSync(postmasterFile)).toBe(true);
    expect([await runningServerUrl(dataDir), runningServerPid(dataDir)]).toEqual([undefined, undefined]);
  });

  test('stops without a delay after its process was killed', async () => {
    const dataDir = workspace.dataDir();
    const postgres = await start(dataDir, await freePort());
    await killServer(dataDir);

    const stopping = performance.now();
    await postgres.stop();

    expect(performance.now() - stopping).toBeLessThan(2_000);
  });

  test('takes the platform lock again after a crash of one of its processes closed every connection', async () => {
    const dataDir = workspace.dataDir();
    const messages: string[] = [];
    const stream = { write: (line: string) => void messages.push(JSON.parse(line).msg) };
    const log = createLog({ name: 'test', level: 'info', stream });
    const postgres = await start(dataDir, await freePort(), { log });
    const client = await workspace.connect(postgres.url);
    const [{ pid }] = (await client.query('SELECT pg_backend_pid() AS pid')).rows;

    process.kill(pid, 'SIGKILL');

    await until(() => messages.includes('took the platform lock again'), 20_000);
    expect(messages).toContain('lost the connection that holds the platform lock');
    const second = await workspace.startPlatform(dataDir, await freePort()).next();
    expect(second).toMatchObject({ name: 'PlatformAlreadyRunning' });
  });
});
