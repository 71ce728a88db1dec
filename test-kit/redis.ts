import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** A Redis of the test's own, which it may kill. */
export interface TestRedis {
  url: string;
  /** SIGKILL, and not back until it is started. */
  kill(): Promise<void>;
  /** With what it had written, or with nothing. */
  start(options?: { empty?: boolean }): Promise<void>;
  /** Stops it for good, and deletes what it had. */
  stop(): Promise<void>;
}

/** Whether there is a `redis-server` to run. Says loudly what is left out where there is none. */
export function hasRedis(what: string): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write(`\nLEFT OUT, for want of a redis-server on the PATH: ${what}\n`);
    return false;
  }
}

/** Starts a Redis that writes each command to the disk before it answers, as a server that must lose nothing does. */
export async function startRedis(...more: string[]): Promise<TestRedis> {
  const port = await freePort();
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-redis-'));
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const start = async ({ empty = false } = {}) => {
    if (empty) await fs.rm(path.join(dir, 'appendonlydir'), { recursive: true, force: true });
    const plain = ['--port', String(port), '--dir', dir, '--save', '', '--bind', '127.0.0.1'];
    const kept = ['--appendonly', 'yes', '--appendfsync', 'always'];
    server = spawn('redis-server', [...plain, ...kept, ...more], { stdio: 'ignore' });
    await until(() => answers(url));
  };
  const kill = async () => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  };
  await start();
  return {
    url,
    start,
    kill,
    stop: async () => {
      await kill();
      await fs.rm(dir, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    if (client.isOpen) client.destroy();
  }
}
