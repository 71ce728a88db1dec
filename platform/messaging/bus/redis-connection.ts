import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, createCluster } from 'redis';
import type { Log } from '../../log.ts';
import type { Running } from '../../run/lifecycle.ts';

/** The time for Redis to accept a connection, and later to answer a ping, in milliseconds. */
const redisTimeout = 10_000;

/** The longest pause before another attempt to connect, in milliseconds. */
const maxReconnectPause = 2_000;

/** A connection to Redis that reconnects by itself. */
export interface Redis extends Running {
  /** The number of the current connection. Commands sent in one tick under one number use one connection. */
  readonly generation: number;
  /** Whether it has a connection now. */
  readonly isConnected: boolean;
  /** Resolves at the first connection, when stopped, or when the signal aborts. */
  ready(stopping?: AbortSignal): Promise<void>;
  /** Sends a command to the node of the key. Rejects at once while there is no connection. */
  send<Reply>(key: string, command: string[]): Promise<Reply>;
}

/** Connects in the background to a `redis://` or `rediss://` URL; several, separated by commas, are nodes of one Redis Cluster. */
export function connectRedis(urls: string, log: Log): Redis {
  const [url = '', ...others] = urls.split(',');
  return others.length === 0 ? new SingleRedis(url, log) : new ClusterRedis([url, ...others], log);
}

const socket = {
  connectTimeout: redisTimeout,
  socketTimeout: redisTimeout,
  reconnectStrategy: (retries: number) =>
    Math.min(50 * 2 ** Math.min(retries, 10), maxReconnectPause) * (0.75 + Math.random() / 2),
};
const options = { RESP: 2, disableOfflineQueue: true, pingInterval: redisTimeout / 4 } as const;

abstract class Connection {
  generation = 0;
  readonly #log: Log;
  readonly #ready = Promise.withResolvers<void>();
  #failing = false;

  constructor(log: Log) {
    this.#log = log;
  }

  async ready(stopping?: AbortSignal): Promise<void> {
    if (this.generation > 0 || stopping?.aborted) return;
    const aborted = Promise.withResolvers<void>();
    const onAbort = () => aborted.resolve();
    stopping?.addEventListener('abort', onAbort);
    await Promise.race([this.#ready.promise, aborted.promise]);
    stopping?.removeEventListener('abort', onAbort);
  }

  get isConnected(): boolean {
    return this.generation > 0 && !this.#failing;
  }

  protected connected(): void {
    this.generation++;
    this.#ready.resolve();
    if (this.#failing) this.#log.info('reconnected to Redis');
    this.#failing = false;
  }

  protected failed(error: Error): void {
    if (!this.#failing) this.#log.error({ err: error }, 'lost the connection to Redis');
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
  readonly #stopping = new AbortController();

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

  /** Repeats the first connection; later the nodes reconnect by themselves. */
  async #connect(): Promise<void> {
    for (let retries = 0; !this.#stopping.signal.aborted; retries++) {
      try {
        await this.#cluster.connect();
        return;
      } catch (error) {
        this.failed(error as Error);
        await sleep(socket.reconnectStrategy(retries), undefined, { signal: this.#stopping.signal }).catch(() => {});
      }
    }
  }

  send<Reply>(key: string, command: string[]): Promise<Reply> {
    return this.#cluster.sendCommand(key, false, command) as Promise<Reply>;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.stopped();
    if (this.#cluster.isOpen) this.#cluster.destroy();
  }
}
