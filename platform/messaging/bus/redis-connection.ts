import { createClient } from 'redis';
import type { Log } from '../../log.ts';
import { ClusterRedis } from './cluster-redis.ts';
import { Connection, clientOptions, type Redis, socketOptions } from './connection.ts';
import { SentinelRedis } from './sentinel-redis.ts';

export type { Redis } from './connection.ts';

/** The protocols of the URLs that `connectRedis` takes. */
export const redisProtocols = ['redis', 'rediss', 'redis+sentinel', 'rediss+sentinel'] as const;

/**
 * Connects in the background to a `redis://` or `rediss://` URL; several, separated by commas, are nodes of one Redis Cluster. URLs that begin
 * with `redis+sentinel://` or `rediss+sentinel://` are sentinels, which name the server.
 */
export function connectRedis(text: string, log: Log): Redis {
  const urls = text.split(',');
  const [url = ''] = urls;
  if (url.includes('+sentinel:')) return new SentinelRedis(urls, log);
  return urls.length === 1 ? new SingleRedis(url, log) : new ClusterRedis(urls, log);
}

class SingleRedis extends Connection implements Redis {
  readonly isCluster = false;
  readonly #client;

  constructor(url: string, log: Log) {
    super(log);
    this.#client = createClient({ ...clientOptions, url, socket: socketOptions });
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
