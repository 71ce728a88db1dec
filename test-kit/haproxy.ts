import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { hasProgram } from './installed-program.ts';
import { until } from './until.ts';

/** Returns whether `haproxy` is installed. If it is not, prints which tests are skipped. */
export const hasHaproxy = (skipped: string): boolean => hasProgram('haproxy', skipped, '-v');

/** A running HAProxy. */
export interface TestHaproxy {
  /** The state of a server, such as `UP`. */
  statusOf(server: string): Promise<string | undefined>;
  /** Kills it, and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts HAProxy with a configuration that serves its statistics at `statsUrl`.
 *
 * @throws Error with HAProxy's output when it does not start.
 */
export async function startHaproxy(configuration: string, statsUrl: string): Promise<TestHaproxy> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-haproxy-'));
  const file = path.join(folder, 'haproxy.cfg');
  await fs.writeFile(file, configuration);
  let running = await launch(file, statsUrl);
  return {
    statusOf: async (server) => {
      const csv = await (await fetch(`${statsUrl}/;csv`)).text();
      const [head = '', ...rows] = csv.split('\n').map((line) => line.split(','));
      const [name, status] = [head.indexOf('svname'), head.indexOf('status')];
      return rows.find((row) => row[name] === server)?.[status];
    },
    restart: async () => {
      await running.kill();
      running = await launch(file, statsUrl);
    },
    stop: async () => {
      await running.kill();
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a process, and resolves when it serves its statistics. */
async function launch(file: string, statsUrl: string): Promise<{ kill(): Promise<void> }> {
  const haproxy: ChildProcess = spawn('haproxy', ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  haproxy.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const exited = once(haproxy, 'exit');
  await until(async () => haproxy.exitCode !== null || (await responds(statsUrl)));
  if (haproxy.exitCode !== null) throw new Error(`HAProxy did not start:\n${output}`);
  return {
    kill: async () => {
      haproxy.kill('SIGKILL');
      await exited;
    },
  };
}

const responds = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
