import { type PingTimes, pingTimes, type Sink, UpstreamSocket, type UpstreamSource } from './upstream-socket.ts';

/** Subscriptions on one socket: what a subgraph of the platform accepts. More subscriptions get more sockets. */
export const subscriptionsPerSocket = 100;

/** The sockets to subgraphs that carry the gateway's subscriptions. Those with equal URLs and headers share sockets. */
export class UpstreamSockets {
  readonly #pools = new Map<string, Set<UpstreamSocket>>();
  readonly #pings: PingTimes;

  constructor(pings: PingTimes = pingTimes) {
    this.#pings = pings;
  }

  /** The number of sockets. */
  get size(): number {
    return [...this.#pools.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Starts a subscription, and returns the function that ends it. The sink gets nothing after that. */
  subscribe(source: UpstreamSource, sink: Sink): () => void {
    return this.#socketFor(source).subscribe(source, sink);
  }

  /** Closes every socket. */
  dispose(): void {
    for (const sockets of this.#pools.values()) for (const each of [...sockets]) each.dispose();
  }

  #socketFor(source: UpstreamSource): UpstreamSocket {
    const key = JSON.stringify([source.url, source.headers]);
    const pool = this.#pools.get(key) ?? new Set();
    for (const socket of pool) if (socket.size < subscriptionsPerSocket) return socket;
    const socket = new UpstreamSocket(source, this.#pings, () => {
      pool.delete(socket);
      if (pool.size === 0 && this.#pools.get(key) === pool) this.#pools.delete(key);
    });
    this.#pools.set(key, pool.add(socket));
    return socket;
  }
}
