import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import { freePorts } from './free-port.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { until } from './until.ts';

/** The time, in milliseconds, after which sentinels take a master that does not answer for dead. */
const downAfter = 1_000;

/** A Redis master with a replica, which three sentinels watch. */
export interface TestSentinels {
  /** The value of REDIS_URL. */
  url: string;
  master: TestRedis;
  replica: TestRedis;
  /** Makes the replica the master while both run, as before an upgrade, and resolves when the sentinels name it. */
  handOver(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the servers, and resolves when each sentinel knows all of them. */
export async function startSentinels(): Promise<TestSentinels> {
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-sentinels-'));
  const servers: TestRedis[] = [];
  const sentinels: ChildProcess[] = [];
  const stop = async () => {
    for (const sentinel of sentinels) {
      const exited = once(sentinel, 'exit');
      if (sentinel.kill('SIGKILL')) await exited;
    }
    for (const server of servers) await server.stop();
    await fs.rm(dir, { recursive: true, force: true });
  };
  try {
    const master = await startRedis();
    servers.push(master);
    const { hostname, port } = new URL(master.url);
    const replica = await startRedis('--replicaof', hostname, port);
    servers.push(replica);
    await until(async () => String(await send(replica.url, ['ROLE'])).includes('connected'));
    const ports = await freePorts(3);
    for (const each of ports) {
      const file = path.join(dir, `${each}.conf`);
      const lines = [
        `port ${each}`,
        'bind 127.0.0.1',
        `sentinel monitor masar ${hostname} ${port} 2`,
        `sentinel down-after-milliseconds masar ${downAfter}`,
        'sentinel failover-timeout masar 5000',
      ];
      await fs.writeFile(file, `${lines.join('\n')}\n`);
      sentinels.push(spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore', cwd: dir }));
    }
    for (const each of ports) await until(() => isComplete(`redis://127.0.0.1:${each}`), 30_000);
    const url = ports.map((each) => `redis+sentinel://127.0.0.1:${each}/masar`).join();
    return { url, master, replica, handOver: () => handOver(ports), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whether a sentinel knows the replica and the other sentinels. */
async function isComplete(url: string): Promise<boolean> {
  const info = String(await send(url, ['INFO', 'sentinel']).catch(() => ''));
  return info.includes('slaves=1,sentinels=3');
}

async function handOver(ports: readonly number[]): Promise<void> {
  const urls = ports.map((port) => `redis://127.0.0.1:${port}`);
  const masters = () => Promise.all(urls.map((url) => send(url, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'masar'])));
  const [before] = await masters();
  // Refused until the sentinel has seen the replica after its restart.
  const [first = ''] = urls;
  const begins = () => send(first, ['SENTINEL', 'FAILOVER', 'masar']).then(() => true);
  await until(() => begins().catch(() => false), 30_000);
  await until(async () => (await masters()).every((each) => String(each) !== String(before)), 30_000);
}

async function send(url: string, command: string[]): Promise<unknown> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  try {
    await client.connect();
    return await client.sendCommand(command);
  } finally {
    if (client.isOpen) client.destroy();
  }
}
