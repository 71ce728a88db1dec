import fs from 'node:fs/promises';
import type { Log } from '../log.ts';
import { ensurePassword, readPassword } from './cluster.ts';
import { connectTo, serverUrl } from './connect.ts';
import { findServer, type Server } from './find-server.ts';
import { takeLock } from './lock.ts';
import { LockKeeper } from './lock-keeper.ts';
import { type DataPaths, pathsIn } from './paths.ts';
import { mayBePostgres, readPostmasterFile, stopPostmaster } from './postmaster.ts';
import { chooseRunAs } from './run-as.ts';
import { takeStartLock } from './start-lock.ts';
import { type StartOptions, startServer } from './start-server.ts';

export { PlatformAlreadyRunning } from './lock.ts';

export interface EmbeddedPostgres {
  /** The server's URL without a database: postgres://postgres:PASSWORD@127.0.0.1:PORT */
  url: string;
  /** The requested port, or the port of the adopted server. */
  port: number;
  /**
   * Stops the server and releases the platform lock. Rolls back the clients' transactions; kills a server that does not
   * stop. Leaves the server running when another process has taken the platform lock. Idempotent.
   */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** The folder of all files. Created if missing. */
  dataDir: string;
  port: number;
  /** False is faster, for tests: a power failure (nothing less) may then destroy the data. Default true. */
  durable?: boolean;
  /** Default 200. */
  maxConnections?: number;
  /** The folder of an installed PostgreSQL's programs, instead of those that npm installed. */
  programs?: string | undefined;
  log?: Pick<Log, 'info' | 'warn'>;
  /** Called when the server has ended five times within a minute and is not started again. */
  onFailure?: (error: Error) => void;
}

/**
 * Resolves to a PostgreSQL on `dataDir` that accepts connections and that only this process uses as its platform. The
 * first start makes the cluster. A server that outlived its killed platform is adopted with its port and settings; the
 * data of a dead server are recovered. From then on, a server that ends is started again on its port.
 *
 * @throws PlatformAlreadyRunning when a living process runs the platform on `dataDir`. That process is not affected.
 * @throws PortTaken when another program listens on `port`.
 * @throws Error that says what to do when PostgreSQL cannot run here.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { port, durable = true, maxConnections = 200, programs, log, onFailure = () => {} } = options;
  const paths = pathsIn(options.dataDir);
  await fs.mkdir(paths.dataDir, { recursive: true });
  const runAs = await chooseRunAs(paths.cluster);
  const startLock = await takeStartLock(paths.startLock);
  try {
    const password = await ensurePassword(paths);
    const startOptions = { runAs, port, password, durable, maxConnections, programs };
    const existing = await findServer(paths, password);
    const server = existing ?? (await startServer(paths, startOptions));
    await takeLock(server.client, paths.dataDir);
    const restart = () => startAgain(paths, { ...startOptions, port: server.port });
    const keeper = new LockKeeper(server, { password, paths, log, restart, onFailure });
    log?.info({ pid: server.pid, port: server.port, adopted: existing !== undefined }, 'PostgreSQL is up');
    const stop = async (): Promise<void> => {
      const successor = await keeper.beginRelease();
      if (successor) {
        log?.warn({ holderPid: successor.holderPid }, 'PostgreSQL is left running: another process runs the platform');
        return;
      }
      await stopPostmaster(keeper.pid, paths.cluster);
      await keeper.release();
      log?.info({ pid: keeper.pid }, 'PostgreSQL is stopped');
    };
    let stopped: Promise<void> | undefined;
    return {
      url: serverUrl(server.port, password),
      port: server.port,
      stop: () => {
        stopped ??= stop();
        return stopped;
      },
    };
  } finally {
    startLock.release();
  }
}

/** Starts the server after its process has ended, unless another process has. */
async function startAgain(paths: DataPaths, options: StartOptions): Promise<Server> {
  const startLock = await takeStartLock(paths.startLock);
  try {
    return (await findServer(paths, options.password)) ?? (await startServer(paths, options));
  } finally {
    startLock.release();
  }
}

/** The URL of the server on `dataDir`, whichever process runs the platform; undefined when no server accepts connections. */
export async function runningServerUrl(dataDir: string): Promise<string | undefined> {
  const paths = pathsIn(dataDir);
  const password = await readPassword(paths);
  const file = readPostmasterFile(paths.cluster);
  if (password === undefined || !file || file === 'incomplete') return undefined;
  const connected = await connectTo(file.port, password, paths.cluster);
  if (connected.outcome !== 'connected') return undefined;
  await connected.client.end();
  return serverUrl(file.port, password);
}

/** The process id of the server on `dataDir`, in any state; undefined when its process is gone. */
export function runningServerPid(dataDir: string): number | undefined {
  const file = readPostmasterFile(pathsIn(dataDir).cluster);
  return file && file !== 'incomplete' && mayBePostgres(file.pid) ? file.pid : undefined;
}
