import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { assertPortFree } from '../http/port-taken.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { shareFolder, spawnOptions } from './child-process.ts';
import { ensureCluster, removeUnfinished } from './cluster.ts';
import { connectTo, host } from './connect.ts';
import { findServer, type Server } from './find-server.ts';
import type { DataPaths } from './paths.ts';
import { poll } from './poll.ts';
import { stopPostmaster } from './postmaster.ts';
import type { RunAs } from './run-as.ts';

/** From the spawn to the first connection. */
const startTimeoutMs = 30_000;
/** For a server that replays the log it wrote since its last checkpoint, as after a crash. */
const recoveryTimeoutMs = 300_000;
/** SQLSTATE cannot_connect_now: the server is starting, recovering or stopping. */
const cannotConnectNow = '57P03';
/** Lines of PostgreSQL's log in an error message. */
const logLines = 20;

export interface StartOptions {
  runAs: RunAs;
  port: number;
  password: string;
  durable: boolean;
  maxConnections: number;
  /** The folder of an installed PostgreSQL's programs, instead of those that npm installed. */
  programs?: string | undefined;
}

/**
 * Starts PostgreSQL, on a new cluster when there is none, and waits until it accepts connections. Call it under the start
 * lock. The server outlives this process, and is in a process group of its own, which Ctrl-C does not reach.
 *
 * @throws PortTaken when another program listens on the port.
 * @throws Error with the end of PostgreSQL's log when it does not start.
 */
export async function startServer(paths: DataPaths, options: StartOptions): Promise<Server> {
  try {
    await assertPortFree(options.port, host, 'PostgreSQL');
    await removeUnfinished(paths);
    const binaries = await findBinaries(options.runAs, options.programs);
    await ensureCluster(paths, { ...options, binaries });
    return await spawnUntilReady(paths, binaries, options);
  } catch (error) {
    // A start that was killed after its spawn may have left a server that had not written postmaster.pid yet.
    const late = await findServer(paths, options.password);
    if (late) return late;
    throw error;
  }
}

async function spawnUntilReady(paths: DataPaths, binaries: Binaries, options: StartOptions): Promise<Server> {
  // The children of a killed postmaster end a moment after it. Until then their shared memory prevents a new start.
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    const child = spawnPostgres(paths, binaries, options);
    try {
      return await firstConnection(child, paths, options);
    } catch (error) {
      if (isRunning(child)) await stopPostmaster(child.pid, paths.cluster);
      const memoryInUse = endOfLog(paths).includes('is still in use');
      if (!memoryInUse || performance.now() > deadline) throw error;
    }
  }
}

function spawnPostgres(paths: DataPaths, binaries: Binaries, options: StartOptions): ChildProcess {
  const { runAs, port, durable, maxConnections } = options;
  // A file, because a pipe breaks when this process dies. Appended to, so that it can be truncated while in use.
  fs.writeFileSync(paths.log, '');
  const log = fs.openSync(paths.log, 'a');
  const cluster = shareFolder(paths.cluster, runAs);
  const settings = {
    max_connections: maxConnections,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  const args = [
    ...['-D', cluster.path, '-h', host, '-p', String(port), '-k', ''],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  try {
    const stdio = ['ignore' as const, log, log, ...cluster.inherited];
    const child = spawn(binaries.postgres, args, { ...spawnOptions(runAs), detached: true, stdio });
    // A failed spawn has no pid, which firstConnection checks.
    child.on('error', () => {});
    child.unref();
    return child;
  } finally {
    fs.closeSync(log);
    cluster.close();
  }
}

async function firstConnection(child: ChildProcess, paths: DataPaths, options: StartOptions): Promise<Server> {
  const { port, password } = options;
  const deadline = performance.now() + startTimeoutMs;
  const server = await poll<Server | 'late'>(async () => {
    if (!isRunning(child)) {
      await assertPortFree(port, host, 'PostgreSQL');
      throw new Error(`PostgreSQL did not start:\n${endOfLog(paths)}`);
    }
    const connected = await connectTo(port, password, paths.cluster);
    if (connected.outcome === 'connected') return { pid: child.pid, port, client: connected.client };
    const recovering = connected.outcome === 'unavailable' && connected.error.code === cannotConnectNow;
    return !recovering && performance.now() > deadline ? 'late' : undefined;
  }, recoveryTimeoutMs);
  if (server === undefined || server === 'late') {
    throw new Error(`PostgreSQL did not accept a connection in time:\n${endOfLog(paths)}`);
  }
  return server;
}

function isRunning(child: ChildProcess): child is ChildProcess & { pid: number } {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Empty when there is no log. */
function endOfLog(paths: DataPaths): string {
  try {
    return fs.readFileSync(paths.log, 'utf8').trimEnd().split('\n').slice(-logLines).join('\n');
  } catch {
    return '';
  }
}
