import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import { freePort } from './free-port.ts';
import { hasProgram } from './installed-program.ts';
import { until } from './until.ts';

/** A Redis server that the test may kill. */
export interface TestRedis {
  url: string;
  /** The process that was started last. */
  readonly pid: number;
  /** Sends SIGKILL and waits for the exit. The server stays down until `start`. */
  kill(): Promise<void>;
  /** Shuts the server down in order, as a deploy does. It stays down until `start`. */
  shutDown(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  isRunning(): boolean;
  /** Starts the server with the data it had written, or without any if `empty`. */
  start(options?: { empty?: boolean }): Promise<void>;
  /** Stops the server and deletes its data. */
  stop(): Promise<void>;
}

/** Returns whether `redis-server` is installed. If it is not, prints which tests are skipped. */
export const hasRedis = (skipped: string): boolean => hasProgram('redis-server', skipped);

/** Starts a Redis that writes each command to disk before it replies, so that it loses nothing when it is killed. */
export async function startRedis(...extraArguments: string[]): Promise<TestRedis> {
  const port = await freePort();
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-redis-'));
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const start = async ({ empty = false } = {}) => {
    if (empty) await fs.rm(path.join(dir, 'appendonlydir'), { recursive: true, force: true });
    const network = ['--port', String(port), '--bind', '127.0.0.1'];
    const persistence = ['--dir', dir, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    server = spawn('redis-server', [...network, ...persistence, ...extraArguments], { stdio: 'ignore' });
    await until(() => respondsToPing(url));
  };
  const isRunning = () => server !== undefined && server.exitCode === null && server.signalCode === null;
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (!server || !isRunning()) return;
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  };
  const kill = () => end('SIGKILL');
  await start();
  return {
    url,
    get pid() {
      return server?.pid as number;
    },
    start,
    kill,
    signal: (signal) => void server?.kill(signal),
    isRunning,
    shutDown: () => end('SIGTERM'),
    stop: async () => {
      await kill();
      await fs.rm(dir, { recursive: true, force: true });
    },
  };
}

async function respondsToPing(url: string): Promise<boolean> {
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
