import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { until } from '#test-kit/until.ts';
import { runningServerPid } from '../embedded-postgres.ts';
import { mayBePostgres } from '../postmaster.ts';

const waitTimeoutMs = 20_000;

export interface PlatformEvent {
  event: 'up' | 'refused' | 'interrupted';
  url: string;
  port: number;
  name: string;
  message: string;
}

/** A child process that runs platform.ts. */
export interface PlatformProcess {
  pid: number;
  /** The next event that it prints. */
  next(): Promise<PlatformEvent>;
  kill(signal: NodeJS.Signals): void;
  /** Sends a signal to its whole process group, as Ctrl-C on a terminal does. */
  killGroup(signal: NodeJS.Signals): void;
  exited(): Promise<number | null>;
}

/** The folders, processes and connections of one test. `cleanUp` ends them all, and every server left on a data folder. */
export class Workspace {
  readonly #folders: string[] = [];
  readonly #dataDirs: string[] = [];
  readonly #children: ChildProcess[] = [];
  readonly #clients: pg.Client[] = [];

  folder(mode = 0o755): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'embedded-postgres-test-'));
    fs.chmodSync(folder, mode);
    this.#folders.push(folder);
    return folder;
  }

  dataDir(parent = this.folder()): string {
    const dataDir = path.join(parent, 'data');
    this.#dataDirs.push(dataDir);
    return dataDir;
  }

  startPlatform(dataDir: string, port: number): PlatformProcess {
    const script = path.join(import.meta.dirname, 'platform.ts');
    const child = spawn(process.execPath, [script, dataDir, String(port)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    this.#children.push(child);
    const exited = once(child, 'exit').then(([code]) => code as number | null);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const pid = child.pid ?? 0;
    return {
      pid,
      next: async () => {
        const { value, done } = await lines.next();
        if (done) throw new Error('the platform exited without an event');
        return JSON.parse(value);
      },
      kill: (signal) => child.kill(signal),
      killGroup: (signal) => process.kill(-pid, signal),
      exited: () => exited,
    };
  }

  async connect(url: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: `${url}/postgres` });
    client.on('error', () => {});
    this.#clients.push(client);
    await client.connect();
    return client;
  }

  async cleanUp(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end().catch(() => {})));
    for (const child of this.#children) child.kill('SIGKILL');
    for (const dataDir of this.#dataDirs) await killServer(dataDir);
    for (const folder of this.#folders) await until(() => remove(folder), waitTimeoutMs);
  }
}

export function clusterIn(dataDir: string): string {
  return path.join(dataDir, 'postgres');
}

/** The process id of the server on this data folder. Throws when none runs. */
export function serverPid(dataDir: string): number {
  const pid = runningServerPid(dataDir);
  if (pid === undefined) throw new Error(`no server runs on ${dataDir}`);
  return pid;
}

/** Kills the server's first process, and resolves when it is gone. */
export async function killServer(dataDir: string): Promise<void> {
  const pid = runningServerPid(dataDir);
  if (pid === undefined) return;
  process.kill(pid, 'SIGKILL');
  await until(() => !mayBePostgres(pid), waitTimeoutMs);
}

/** False while an initdb whose parent was killed still writes into the folder. */
function remove(folder: string): boolean {
  try {
    fs.rmSync(folder, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}
