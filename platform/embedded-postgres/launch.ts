import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { assertPortFree } from '#platform/http/port-taken.ts';
import type { Binaries } from './binaries.ts';
import { HOST, knock } from './connect.ts';
import type { Server } from './find-server.ts';
import { handOver } from './handed-folder.ts';
import { lastLines } from './log-tail.ts';
import type { Places } from './paths.ts';
import { poll } from './poll.ts';
import type { RunAs } from './run-as.ts';
import { stopPostmaster } from './stop-postmaster.ts';

/** From the spawn to the first connection. */
const START_LIMIT_MS = 30_000;
/** When it says that it is recovering: after a crash it reads the log it had written since the last checkpoint. */
const RECOVERY_LIMIT_MS = 300_000;
const CANNOT_CONNECT_NOW = '57P03';

export interface LaunchOptions {
  binaries: Binaries;
  runAs: RunAs;
  port: number;
  password: string;
  durable: boolean;
  maxConnections: number;
}

/**
 * Starts PostgreSQL on the cluster and waits until it accepts connections. It lives on when this process dies, and has a
 * process group of its own, so that a Ctrl-C doesn't reach it. Throws with the last lines of its log when it ends
 * before it is ready, PortTaken when another program took the port meanwhile.
 */
export async function launch(places: Places, options: LaunchOptions): Promise<Server> {
  // After a kill of PostgreSQL's first process the others need a moment to notice; until then the memory they share
  // keeps a new one from starting.
  const deadline = performance.now() + START_LIMIT_MS;
  for (;;) {
    const child = spawnPostgres(places, options);
    try {
      return await firstConnection(child, places, options);
    } catch (error) {
      await giveUpOn(child, places);
      const leftovers = lastLines(places.log).includes('is still in use');
      if (!leftovers || performance.now() > deadline) throw error;
    }
  }
}

function spawnPostgres(
  places: Places,
  { binaries, runAs, port, durable, maxConnections }: LaunchOptions,
): ChildProcess {
  // A file, not a pipe: a pipe breaks when this process dies. Appending, so that it can be cut while it is written.
  fs.writeFileSync(places.log, '');
  const log = fs.openSync(places.log, 'a');
  const handed = handOver(places.cluster, runAs);
  const settings = {
    max_connections: maxConnections,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  try {
    const child = spawn(
      binaries.postgres,
      [
        ...['-D', handed.path, '-h', HOST, '-p', String(port), '-k', ''],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      {
        ...runAs,
        cwd: process.platform === 'win32' ? undefined : '/',
        detached: true,
        windowsHide: true,
        stdio: ['ignore', log, log, ...handed.inherited],
      },
    );
    child.on('error', () => {}); // Told by its missing pid.
    child.unref();
    return child;
  } finally {
    fs.closeSync(log);
    handed.close();
  }
}

async function firstConnection(child: ChildProcess, places: Places, options: LaunchOptions): Promise<Server> {
  const { port, password } = options;
  const started = performance.now();
  const server = await poll<Server>(async () => {
    if (child.pid === undefined || hasEnded(child)) {
      await assertPortFree(port, HOST, 'PostgreSQL');
      throw new Error(`PostgreSQL did not start:\n${lastLines(places.log)}`);
    }
    const knocked = await knock(port, password, places.cluster);
    if (knocked.answer === 'open') return { pid: child.pid, port, client: knocked.client };
    const recovering = knocked.answer === 'wait' && (knocked.error as { code?: string }).code === CANNOT_CONNECT_NOW;
    if (!recovering && performance.now() - started > START_LIMIT_MS) return stillNot(places);
    return undefined;
  }, RECOVERY_LIMIT_MS);
  return server ?? stillNot(places);
}

async function giveUpOn(child: ChildProcess, places: Places): Promise<void> {
  if (child.pid !== undefined && !hasEnded(child)) await stopPostmaster(child.pid, places.cluster);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function stillNot(places: Places): never {
  throw new Error(`PostgreSQL is not ready in time:\n${lastLines(places.log)}`);
}
