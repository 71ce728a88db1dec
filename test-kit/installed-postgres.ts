import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.ts';
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
  /** What the server has logged. */
  log(): Promise<string>;
  /** Stops the server and deletes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a new server. PostgreSQL refuses to run as root, so root runs it as `postgres`. The server and what `run` runs have the variables
 * that `environmentIn` returns for the server's folder and port. The folder is in `parent`.
 */
export async function startInstalledPostgres(
  settings: Record<string, string> = {},
  environmentIn: (folder: string, port: number) => Record<string, string> = () => ({}),
  parent: string = os.tmpdir(),
): Promise<InstalledPostgres> {
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
    await until(async () => started.exitCode !== null || (await isPrimary(url)), patience);
    if (started.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${await fs.readFile(logFile, 'utf8')}`);
  };
  const shutDown = async () => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
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
    const cluster = ['--pgdata', dataDir, '--username', 'masar', '--auth', 'trust', '--encoding', 'UTF8'];
    await run(path.join(programs, 'initdb'), [...cluster, '--no-locale', '--no-sync']);
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, port, folder, dataDir, run, start, shutDown, log: () => fs.readFile(logFile, 'utf8'), stop };
}

function idsOf(user: string): { uid: number; gid: number } {
  const idOf = (option: string) => Number(execFileSync('id', [option, user], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function isPrimary(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    const { rows } = await client.query('select not pg_is_in_recovery() as primary');
    return rows[0].primary;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
