import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { childPids } from './process.ts';
import { query } from './query.ts';
import { until } from './until.ts';

/** Where Debian installs PostgreSQL 15, the oldest version that the platform supports. */
const programs = '/usr/lib/postgresql/15/bin';
const patience = 60_000;

/** The time for an orderly end before the server is killed, in milliseconds. */
const shutdownTime = 20_000;

/** Returns whether PostgreSQL 15 is installed. If it is not, prints which tests are skipped. */
export function hasInstalledPostgres(skipped: string): boolean {
  if (existsSync(path.join(programs, 'postgres'))) return true;
  process.stderr.write(`\nSKIPPED, because PostgreSQL 15 is not installed in ${programs}: ${skipped}\n`);
  return false;
}

/** A PostgreSQL 15 of the operating system, as durable as in production, with the superuser `masar`. */
export interface InstalledPostgres {
  /** Of the database `postgres`. */
  url: string;
  port: number;
  /** The folder of the server's data, its socket and its log. */
  folder: string;
  dataDir: string;
  /** Runs a program as the user that owns the server's data, who is not root. Returns what it printed. */
  run(file: string, args: readonly string[]): Promise<string>;
  /** Starts the server, which is stopped, and waits until it accepts connections as one that is no standby. */
  start(): Promise<void>;
  /** Stops the server in order. */
  shutDown(): Promise<void>;
  /** Sends a signal to all of its processes, as SIGSTOP to freeze it. */
  signal(signal: NodeJS.Signals): void;
  /** Kills all of its processes. It stays down until `start`. */
  kill(): Promise<void>;
  /** What the server has logged. */
  log(): Promise<string>;
  /** Stops the server and deletes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a new server. PostgreSQL refuses to run as root, so root runs it as `postgres`. The server and what `run` runs have the variables
 * that `environmentIn` returns for the server's folder and port. The folder is in `parent`.
 */
export function startInstalledPostgres(
  settings: Record<string, string> = {},
  environmentIn: Environment = () => ({}),
  parent: string = os.tmpdir(),
): Promise<InstalledPostgres> {
  const make: Make = async (dataDir, run) => {
    const cluster = ['--pgdata', dataDir, '--username', 'masar', '--auth', 'trust', '--encoding', 'UTF8'];
    await run(path.join(programs, 'initdb'), [...cluster, '--no-locale', '--no-sync']);
  };
  const isReady = (url: string) => answers(url, 'not pg_is_in_recovery()');
  return startServer({ settings, environmentIn, parent, make, isReady });
}

/** Starts a standby that follows a server. It becomes a primary by `pg_promote()`, and accepts reads before that. */
export function startStandby(
  primary: InstalledPostgres,
  settings: Record<string, string> = {},
): Promise<InstalledPostgres> {
  const make: Make = async (dataDir, run) => {
    const copy = [
      '--pgdata',
      dataDir,
      '--dbname',
      primary.url,
      '--write-recovery-conf',
      '--checkpoint',
      'fast',
      '--no-sync',
    ];
    await run(path.join(programs, 'pg_basebackup'), copy);
  };
  const isReady = (url: string) => answers(url, 'true');
  return startServer({ settings, environmentIn: () => ({}), parent: os.tmpdir(), make, isReady });
}

type Run = InstalledPostgres['run'];
type Make = (dataDir: string, run: Run) => Promise<void>;
type Environment = (folder: string, port: number) => Record<string, string>;

interface ServerOptions {
  settings: Record<string, string>;
  environmentIn: Environment;
  parent: string;
  /** Makes the folder of its data. */
  make: Make;
  isReady: (url: string) => Promise<boolean>;
}

async function startServer({
  settings,
  environmentIn,
  parent,
  make,
  isReady,
}: ServerOptions): Promise<InstalledPostgres> {
  const runAs: { uid?: number; gid?: number } = process.getuid?.() === 0 ? idsOf('postgres') : {};
  const folder = await fs.mkdtemp(path.join(parent, 'masar-installed-postgres-'));
  if (runAs.uid !== undefined && runAs.gid !== undefined) await fs.chown(folder, runAs.uid, runAs.gid);
  const dataDir = path.join(folder, 'data');
  const logFile = path.join(folder, 'log');
  const port = await freePort();
  const url = `postgres://masar@127.0.0.1:${port}/postgres`;
  const options = { ...runAs, cwd: '/', env: { ...process.env, ...environmentIn(folder, port) } };
  let server: ChildProcess | undefined;

  const run = async (file: string, args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(file, args, { ...options, maxBuffer: 2 ** 26 });
    return stdout;
  };
  const start = async () => {
    const log = await fs.open(logFile, 'a');
    const all = { ...settings, port: String(port), unix_socket_directories: folder, listen_addresses: '127.0.0.1' };
    const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const started = spawn(path.join(programs, 'postgres'), ['-D', dataDir, ...args], {
      ...options,
      stdio: ['ignore', log.fd, log.fd],
    });
    server = started;
    await log.close();
    await until(async () => started.exitCode !== null || (await isReady(url)), patience);
    if (started.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${await fs.readFile(logFile, 'utf8')}`);
  };
  const isRunning = (each: ChildProcess | undefined): each is ChildProcess =>
    each !== undefined && each.exitCode === null && each.signalCode === null;
  const signal = (name: NodeJS.Signals): void => {
    if (!isRunning(server)) return;
    const { pid = 0 } = server;
    for (const each of [...childPids(pid), pid]) {
      try {
        process.kill(each, name);
      } catch {
        // It has exited in the meantime.
      }
    }
  };
  const kill = async () => {
    if (!isRunning(server)) return;
    const exited = once(server, 'exit');
    const { pid = 0 } = server;
    // While its first process is stopped, it starts no other. As long as one lives, the server does not start again.
    server.kill('SIGSTOP');
    const all = [...childPids(pid), pid];
    signal('SIGKILL');
    await exited;
    await until(() => !all.some(runs), patience);
  };
  const shutDown = async () => {
    if (!isRunning(server)) return;
    const exited = once(server, 'exit');
    server.kill('SIGINT');
    const timer = setTimeout(() => server?.kill('SIGQUIT'), shutdownTime);
    await exited;
    clearTimeout(timer);
  };
  const stop = async () => {
    await shutDown();
    await fs.rm(folder, { recursive: true, force: true });
  };
  try {
    await make(dataDir, run);
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  const log = () => fs.readFile(logFile, 'utf8');
  return { url, port, folder, dataDir, run, start, shutDown, signal, kill, log, stop };
}

/** Whether a process runs, rather than being only a record of one that has ended. */
function runs(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function idsOf(user: string): { uid: number; gid: number } {
  const idOf = (option: string) => Number(execFileSync('id', [option, user], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Whether the server accepts connections, and the condition holds there. */
async function answers(url: string, condition: string): Promise<boolean> {
  try {
    const [row] = await query<{ holds: boolean }>(url, `select ${condition} as holds`);
    return row?.holds ?? false;
  } catch {
    return false;
  }
}
