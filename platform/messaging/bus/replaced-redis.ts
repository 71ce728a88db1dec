import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, maxReconnectPause, type Redis, socketOptions } from './connection.ts';

/** A client that has not connected yet. */
export interface NewClient {
  connect(): Promise<unknown>;
  send(key: string, command: string[]): Promise<unknown>;
  /** Ends it, also while it connects. */
  destroy(): void;
}

export interface ClientEvents {
  onConnected: () => void;
  onLost: (error: Error) => void;
}

/** A connection by a client that is replaced when it loses a server: the next one finds out anew which servers there are. */
export abstract class ReplacedRedis extends Connection implements Redis {
  abstract readonly isCluster: boolean;
  readonly #stopping = new AbortController();
  #client: NewClient | undefined;
  #endClient = (): void => {};

  protected abstract create(events: ClientEvents): NewClient;

  /** Connects until it is stopped. */
  protected async run(): Promise<void> {
    const { signal } = this.#stopping;
    for (let retries = 0; !signal.aborted; retries++) {
      const lost = Promise.withResolvers<void>();
      const client = this.create({
        onConnected: () => this.connected(),
        onLost: (error) => {
          this.failed(error);
          lost.resolve();
        },
      });
      this.#endClient = () => {
        lost.resolve();
        client.destroy();
      };
      try {
        await client.connect();
        this.#replace(client);
        const connectedAt = performance.now();
        await lost.promise;
        if (performance.now() - connectedAt > maxReconnectPause) retries = 0;
      } catch (error) {
        client.destroy();
        this.failed(error as Error);
      }
      await sleep(socketOptions.reconnectStrategy(retries), undefined, { signal }).catch(() => {});
    }
  }

  /** Until now the servers that were left were used. */
  #replace(client: NewClient): void {
    this.#client?.destroy();
    this.#client = client;
    this.begun();
  }

  async send<Reply>(key: string, command: string[]): Promise<Reply> {
    if (!this.#client) throw new Error('there is no connection to Redis');
    return (await this.#client.send(key, command)) as Reply;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.stopped();
    this.#endClient();
    this.#client?.destroy();
  }
}
