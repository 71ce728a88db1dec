import type { Log } from '../../log.ts';
import type { Running } from '../../run/lifecycle.ts';

/** The time for Redis to accept a connection, and later to answer a ping, in milliseconds. */
const redisTimeout = 10_000;

/** The longest pause before another attempt to connect, in milliseconds. */
export const maxReconnectPause = 2_000;

/** A connection to Redis that reconnects by itself. */
export interface Redis extends Running {
  /** The number of the current connection; in a cluster, it grows whenever a node is connected. */
  readonly generation: number;
  readonly isCluster: boolean;
  /** Whether it has a connection now. */
  readonly isConnected: boolean;
  /** Resolves at the first connection, when stopped, or when the signal aborts. */
  ready(stopping?: AbortSignal): Promise<void>;
  /** Sends a command to the node of the key. Rejects at once while there is no connection. */
  send<Reply>(key: string, command: string[]): Promise<Reply>;
}

/** Each attempt to connect waits longer, by a random share, so that processes do not all connect at once. */
export const socketOptions = {
  connectTimeout: redisTimeout,
  socketTimeout: redisTimeout,
  reconnectStrategy: (retries: number) =>
    Math.min(50 * 2 ** Math.min(retries, 10), maxReconnectPause) * (0.75 + Math.random() / 2),
};
/** A command fails at once while there is no connection: its caller repeats it when there is one. */
export const clientOptions = { RESP: 2, disableOfflineQueue: true, pingInterval: redisTimeout / 4 } as const;

/** What the connections to one server, a cluster and a server behind sentinels have in common. */
export abstract class Connection {
  generation = 0;
  readonly #log: Log;
  readonly #ready = Promise.withResolvers<void>();
  #failing = false;
  #isStopped = false;

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
    return this.generation > 0 && !this.#failing && !this.#isStopped;
  }

  /** What is sent from now on goes over another connection, which may still fail. */
  protected begun(): void {
    this.generation++;
    this.#ready.resolve();
  }

  protected connected(): void {
    this.begun();
    if (this.#failing) this.#log.info('reconnected to Redis');
    this.#failing = false;
  }

  protected failed(error: Error): void {
    // What still waits for an answer fails when the connection is stopped.
    if (this.#isStopped) return;
    if (!this.#failing) this.#log.error({ err: error }, 'lost the connection to Redis');
    this.#failing = true;
  }

  protected stopped(): void {
    this.#isStopped = true;
    this.#ready.resolve();
  }
}
