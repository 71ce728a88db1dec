import type { Client } from 'pg';
import type { Log } from '../log.ts';
import { connectTo } from './connect.ts';
import type { Server } from './find-server.ts';
import { PlatformAlreadyRunning, takeLock } from './lock.ts';
import type { DataPaths } from './paths.ts';
import { poll } from './poll.ts';
import { mayBePostgres } from './postmaster.ts';
import { Restarts, TooManyRestarts } from './restarts.ts';

const retakeTimeoutMs = 60_000;
const retakeIntervalMs = 250;

export interface LockKeeperOptions {
  password: string;
  paths: DataPaths;
  log: Pick<Log, 'info' | 'warn'> | undefined;
  /** Starts the server again after its process has ended. */
  restart: () => Promise<Server>;
  /** Called when the server has ended too often to be started again. */
  onFailure: (error: Error) => void;
}

/**
 * Keeps the platform lock that `server.client` holds. When that connection is lost (PostgreSQL closes all connections when
 * one of its processes crashes), logs a warning and takes the lock again as soon as the server accepts connections, for
 * `retakeTimeoutMs`. When the server's first process has ended, starts the server again.
 */
export class LockKeeper {
  #server: Server;
  readonly #options: LockKeeperOptions;
  readonly #restarts: Restarts<Server>;
  readonly #stopping = new AbortController();
  #client: Client;
  #releasing = false;
  #successor: PlatformAlreadyRunning | undefined;
  #retaking: Promise<void> = Promise.resolve();

  constructor(server: Server, options: LockKeeperOptions) {
    this.#server = server;
    this.#options = options;
    this.#restarts = new Restarts(options.restart, options.paths.log);
    this.#client = server.client;
    this.#watch();
  }

  /** The process id of the present server. */
  get pid(): number {
    return this.#server.pid;
  }

  /**
   * Call it before the server stops: from now on the server is not started again, and a lost connection is intended. Resolves to an error that names the new
   * holder when another process took the lock while this one had lost it.
   */
  async beginRelease(): Promise<PlatformAlreadyRunning | undefined> {
    this.#stopping.abort();
    // A query that fails reveals a lost connection that has not been noticed yet.
    await this.#client.query('SELECT').catch(() => {});
    this.#releasing = true;
    await this.#retaking;
    return this.#successor;
  }

  /** Closes the connection, and so releases the lock. */
  async release(): Promise<void> {
    await this.#client.end().catch(() => {});
  }

  #watch(): void {
    const client = this.#client;
    let lost = false;
    const onLoss = () => {
      if (lost || this.#releasing) return;
      lost = true;
      client.end().catch(() => {});
      this.#retaking = this.#retake();
    };
    client.on('error', onLoss);
    client.on('end', onLoss);
  }

  async #retake(): Promise<void> {
    const { log, paths } = this.#options;
    const { dataDir } = paths;
    log?.warn({ pid: this.#server.pid, dataDir }, 'lost the connection that holds the platform lock');
    const result = await poll(() => this.#tryRetake(), retakeTimeoutMs, retakeIntervalMs);
    if (result === 'released') return;
    if (result === undefined) {
      log?.warn({ dataDir }, 'could not take the platform lock again: PostgreSQL accepts no connection');
    } else if (result instanceof TooManyRestarts) {
      this.#options.onFailure(result);
    } else if (result instanceof PlatformAlreadyRunning) {
      this.#successor = result;
      log?.warn({ dataDir, holderPid: result.holderPid }, 'another process took the platform lock');
    } else {
      this.#client = result;
      this.#watch();
      log?.info({ dataDir }, 'took the platform lock again');
    }
  }

  async #tryRetake(): Promise<Client | PlatformAlreadyRunning | TooManyRestarts | 'released' | undefined> {
    // Read before the attempt: one more attempt follows the beginning of a release, to detect a new holder.
    const failure = this.#releasing ? 'released' : undefined;
    const { password, paths } = this.#options;
    try {
      if (!mayBePostgres(this.#server.pid)) return await this.#restart();
      const connected = await connectTo(this.#server.port, password, paths.cluster);
      if (connected.outcome !== 'connected') return failure;
      await takeLock(connected.client, paths.dataDir);
      return connected.client;
    } catch (error) {
      return error instanceof PlatformAlreadyRunning || error instanceof TooManyRestarts ? error : failure;
    }
  }

  async #restart(): Promise<Client | 'released'> {
    const { log, paths } = this.#options;
    const { signal } = this.#stopping;
    if (signal.aborted) return 'released';
    log?.warn({ pid: this.#server.pid }, 'PostgreSQL has ended and is started again');
    try {
      this.#server = await this.#restarts.next(signal);
    } catch (error) {
      if (signal.aborted) return 'released';
      if (!(error instanceof TooManyRestarts)) log?.warn({ err: error }, 'PostgreSQL did not start');
      throw error;
    }
    const { pid, port, client } = this.#server;
    await takeLock(client, paths.dataDir);
    log?.info({ pid, port }, 'PostgreSQL is up again');
    return client;
  }
}
