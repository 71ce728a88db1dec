import { createClient, createCluster } from 'redis';
import { limits } from '../../limits.ts';
import type { Log } from '../../log.ts';
import type { Running } from '../../run/lifecycle.ts';

/** A connection to Redis that comes back by itself. */
export interface Redis extends Running {
  /** Counts the connections that there were: commands that are sent in one go under one number have gone over one connection. */
  readonly generation: number;
  /** Returns once there was a connection for the first time, or it is stopped. */
  ready(): Promise<void>;
  /** Sends a command to where the key is. Fails at once while there is no connection. */
  send<Reply>(key: string, command: string[]): Promise<Reply>;
}

/** `redis://` or `rediss://`; several of them, separated by commas, are nodes of one Redis Cluster. */
export function connectRedis(urls: string, log: Log): Redis {
  const [url = '', ...others] = urls.split(',');
  return others.length === 0 ? new SingleRedis(url, log) : new ClusterRedis([url, ...others], log);
}

const socket = {
  connectTimeout: limits.redisTimeout,
  // A server that says nothing, though it is pinged, is gone.
  socketTimeout: limits.redisTimeout,
  reconnectStrategy: (retries: number) => Math.min(50 * 2 ** Math.min(retries, 10), 2_000) * (0.75 + Math.random() / 2),
};
const options = { RESP: 2, disableOfflineQueue: true, pingInterval: limits.redisTimeout / 4 } as const;

abstract class Connection {
  generation = 0;
  readonly #log: Log;
  readonly #ready = Promise.withResolvers<void>();
  #failing = false;

  constructor(log: Log) {
    this.#log = log;
  }

  ready(): Promise<void> {
    return this.#ready.promise;
  }

  protected connected(): void {
    this.generation++;
    this.#ready.resolve();
    if (this.#failing) this.#log.info('Redis is back');
    this.#failing = false;
  }

  protected failed(error: Error): void {
    if (!this.#failing) this.#log.error({ err: error }, 'Redis does not answer');
    this.#failing = true;
  }

  protected stopped(): void {
    this.#ready.resolve();
  }
}

class SingleRedis extends Connection implements Redis {
  readonly #client;

  constructor(url: string, log: Log) {
    super(log);
    this.#client = createClient({ ...options, url, socket });
    this.#client.on('ready', () => this.connected());
    this.#client.on('error', (error) => this.failed(error));
    this.#client.connect().catch((error) => this.failed(error));
  }

  send<Reply>(_key: string, command: string[]): Promise<Reply> {
    return this.#client.sendCommand(command) as Promise<Reply>;
  }

  async stop(): Promise<void> {
    this.stopped();
    if (this.#client.isOpen) this.#client.destroy();
  }
}

class ClusterRedis extends Connection implements Redis {
  readonly #cluster;

  constructor(urls: readonly string[], log: Log) {
    super(log);
    const { username, password, protocol } = new URL(urls[0] ?? '');
    const tls = protocol === 'rediss:';
    const { reconnectStrategy, ...times } = socket;
    this.#cluster = createCluster({
      RESP: 2,
      rootNodes: urls.map((url) => ({ url })),
      defaults: {
        ...options,
        ...(username ? { username: decodeURIComponent(username) } : {}),
        ...(password ? { password: decodeURIComponent(password) } : {}),
        socket: { ...times, reconnectStrategy, ...(tls ? { tls } : {}) },
      },
    });
    this.#cluster.on('node-ready', () => this.connected());
    this.#cluster.on('error', (error) => this.failed(error));
    this.#cluster.on('node-error', (error) => this.failed(error));
    void this.#connect();
  }

  /** The nodes come back by themselves, once they were found. */
  async #connect(): Promise<void> {
    for (let tries = 0; !this.#isStopped; tries++) {
      try {
        await this.#cluster.connect();
        return;
      } catch (error) {
        this.failed(error as Error);
        await new Promise((resolve) => setTimeout(resolve, socket.reconnectStrategy(tries)));
      }
    }
  }

  #isStopped = false;

  send<Reply>(key: string, command: string[]): Promise<Reply> {
    return this.#cluster.sendCommand(key, false, command) as Promise<Reply>;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.stopped();
    if (this.#cluster.isOpen) this.#cluster.destroy();
  }
}
