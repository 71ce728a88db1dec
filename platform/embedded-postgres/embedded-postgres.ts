import fs from 'node:fs/promises';
import { assertPortFree } from '#platform/http/port-taken.ts';
import { findBinaries } from './binaries.ts';
import { ensureCluster, removeUnfinished } from './cluster.ts';
import { HOST } from './connect.ts';
import { findServer, type Server } from './find-server.ts';
import { launch } from './launch.ts';
import { takeHold } from './lock.ts';
import { type KeptHold, keepHold } from './lock-keeper.ts';
import { type Log, silentLog } from './log.ts';
import { ensurePassword } from './password.ts';
import { type Places, placesIn } from './paths.ts';
import { whoRuns } from './run-as.ts';
import { takeStartTurn } from './start-turn.ts';
import { stopPostmaster } from './stop-postmaster.ts';

export { PlatformAlreadyRunning } from './lock.ts';

export interface EmbeddedPostgres {
  /** The server's URL without a database: postgres://postgres:PASSWORD@127.0.0.1:PORT */
  url: string;
  /** Where it listens: the port asked for, or the adopted server's. */
  port: number;
  /**
   * Stops the server fast (its clients' transactions are rolled back), resolves when its process is gone and the hold is
   * released, by force if it must be. Leaves the server running when another process took the hold over. Idempotent.
   */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Everything is kept here; made if missing. One platform at a time. */
  dataDir: string;
  port: number;
  /** False for tests: faster, and a power cut (nothing less) may cost the data. Default true. */
  durable?: boolean;
  /** Default 200. */
  maxConnections?: number;
  log?: Log;
}

/**
 * Resolves to a PostgreSQL on `dataDir` that accepts connections and is held by this process alone. Makes the cluster at
 * the first start. A server that a killed holder left behind is adopted, on the port it has and with the settings it has;
 * a dead server's data are recovered.
 *
 * Throws PlatformAlreadyRunning when a living process holds `dataDir` (nothing is touched), PortTaken when another
 * program listens on `port`, and an Error that says what to do when PostgreSQL can't run here.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? silentLog;
  const places = placesIn(options.dataDir);
  await fs.mkdir(places.dataDir, { recursive: true });
  const runAs = await whoRuns(places.cluster);
  const turn = await takeStartTurn(places.startLock);
  try {
    const password = await ensurePassword(places);
    const found = await findServer(places, password);
    const server = found ?? (await startServer(places, password, runAs, options));
    await takeHold(server.client, places.dataDir);
    log.info({ pid: server.pid, port: server.port, adopted: found !== undefined }, 'PostgreSQL is up');
    return running(server, keepHold(server, password, places, log), { password, places, log });
  } finally {
    turn.end();
  }
}

async function startServer(
  places: Places,
  password: string,
  runAs: Awaited<ReturnType<typeof whoRuns>>,
  { port, durable = true, maxConnections = 200 }: EmbeddedPostgresOptions,
): Promise<Server> {
  try {
    await assertPortFree(port, HOST, 'PostgreSQL');
    await removeUnfinished(places);
    const binaries = await findBinaries(runAs);
    await ensureCluster(places, { binaries, runAs, password, durable });
    return await launch(places, { binaries, runAs, port, password, durable, maxConnections });
  } catch (error) {
    // A start that was killed after its spawn may have left a server that had not written postmaster.pid yet.
    const late = await findServer(places, password);
    if (late) return late;
    throw error;
  }
}

function running(
  server: Server,
  hold: KeptHold,
  { password, places, log }: { password: string; places: Places; log: Log },
): EmbeddedPostgres {
  async function stop(): Promise<void> {
    const successor = await hold.beginRelease();
    if (successor) {
      log.warn({ holder: successor.holder }, 'PostgreSQL is left running: another process holds it');
      return;
    }
    await stopPostmaster(server.pid, places.cluster);
    await hold.release();
    log.info({ pid: server.pid }, 'PostgreSQL is stopped');
  }

  let stopped: Promise<void> | undefined;
  return {
    url: `postgres://postgres:${password}@${HOST}:${server.port}`,
    port: server.port,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
