import { createCluster } from 'redis';
import type { Log } from '../../log.ts';
import { clientOptions, socketOptions } from './connection.ts';
import { type ClientEvents, type NewClient, ReplacedRedis } from './replaced-redis.ts';

/**
 * A Redis Cluster. Its client connects to a node at the first command for it. Once it has lost a node, another client reads anew which nodes
 * there are: the node may be dead for good, and this one would wait for it.
 */
export class ClusterRedis extends ReplacedRedis {
  readonly isCluster = true;
  readonly #urls: readonly string[];

  constructor(urls: readonly string[], log: Log) {
    super(log);
    this.#urls = urls;
    void this.run();
  }

  protected create({ onConnected, onLost }: ClientEvents): NewClient {
    const { username, password, protocol } = new URL(this.#urls[0] ?? '');
    const cluster = createCluster({
      RESP: 2,
      rootNodes: this.#urls.map((url) => ({ url })),
      minimizeConnections: true,
      defaults: {
        ...clientOptions,
        ...(username ? { username: decodeURIComponent(username) } : {}),
        ...(password ? { password: decodeURIComponent(password) } : {}),
        socket: { ...socketOptions, reconnectStrategy: false, ...(protocol === 'rediss:' ? { tls: true } : {}) },
      },
    });
    cluster.on('error', onLost);
    cluster.on('node-error', onLost);
    cluster.on('node-ready', onConnected);
    return {
      connect: () => cluster.connect(),
      send: (key, command) => cluster.sendCommand(key, false, command),
      destroy: () => {
        if (cluster.isOpen) cluster.destroy();
      },
    };
  }
}
