import { createClient } from 'redis';
import type { Log } from '../../log.ts';
import { clientOptions, socketOptions } from './connection.ts';
import { type ClientEvents, type NewClient, ReplacedRedis } from './replaced-redis.ts';

/** The time for a sentinel to answer, in milliseconds, before the next one is queried. */
const sentinelTimeout = 1_000;

/**
 * The master of a name that sentinels watch. Whenever the connection is lost, the sentinels are queried again: they end the connections of a master
 * that they demote.
 */
export class SentinelRedis extends ReplacedRedis {
  readonly isCluster = false;
  readonly #urls: readonly string[];

  /** URLs of the form `redis+sentinel://user:password@sentinel:26379/name`; the user and the password are those of the master. */
  constructor(urls: readonly string[], log: Log) {
    super(log);
    this.#urls = urls;
    void this.run();
  }

  protected create({ onConnected, onLost }: ClientEvents): NewClient {
    let master: MasterClient | undefined;
    let isDestroyed = false;
    return {
      connect: async () => {
        const url = await this.#findMaster();
        if (isDestroyed) throw new Error('stopped');
        const client = createMasterClient(url);
        master = client;
        client.on('error', onLost);
        client.on('ready', onConnected);
        await client.connect();
        const [role] = (await client.sendCommand(['ROLE'])) as unknown as [string];
        if (role !== 'master') throw new Error(`the sentinels name a ${role} as the master`);
      },
      send: async (_key, command) => {
        if (!master) throw new Error('there is no connection to the master');
        return master.sendCommand(command);
      },
      destroy: () => {
        isDestroyed = true;
        if (master?.isOpen) master.destroy();
      },
    };
  }

  async #findMaster(): Promise<string> {
    const failures: unknown[] = [];
    for (const text of this.#urls) {
      const url = new URL(text);
      const found = await masterKnownTo(url).catch((error) => void failures.push(error));
      if (found) return found;
    }
    throw new AggregateError(failures, 'no sentinel names a master');
  }
}

type MasterClient = ReturnType<typeof createMasterClient>;

const createMasterClient = (url: string) =>
  createClient({ ...clientOptions, url, socket: { ...socketOptions, reconnectStrategy: false } });

/** The URL of the master that a sentinel names, or null. */
async function masterKnownTo({ protocol, host, username, password, pathname }: URL): Promise<string | null> {
  const socket = { connectTimeout: sentinelTimeout, socketTimeout: sentinelTimeout, reconnectStrategy: false } as const;
  const scheme = protocol.replace('+sentinel', '');
  const sentinel = createClient({ ...clientOptions, url: `${scheme}//${host}`, socket });
  sentinel.on('error', () => {});
  try {
    await sentinel.connect();
    const command = ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', decodeURIComponent(pathname.slice(1))];
    const address = (await sentinel.sendCommand(command)) as unknown as [host: string, port: string] | null;
    if (!address) return null;
    const credentials = username || password ? `${username}:${password}@` : '';
    const [name, port] = address;
    return `${scheme}//${credentials}${name.includes(':') ? `[${name}]` : name}:${port}`;
  } finally {
    if (sentinel.isOpen) sentinel.destroy();
  }
}
