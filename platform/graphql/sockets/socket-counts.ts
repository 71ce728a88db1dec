import { ConnectionLimit } from '../../http/connection-limit.ts';
import type { SocketLimits } from './socket-limits.ts';

/** Counts the sockets of one process, their subscriptions and their frames. */
export class SocketCounts {
  readonly #sockets: ConnectionLimit;
  readonly #maxSubscriptions: number;
  /** Subscriptions under way. */
  subscriptions = 0;
  /** Frames since the start, pings included. */
  readonly frames = { received: 0, sent: 0 };

  constructor({ sockets, socketsPerAddress, subscriptions }: SocketLimits) {
    this.#sockets = new ConnectionLimit({ perProcess: sockets, perAddress: socketsPerAddress });
    this.#maxSubscriptions = subscriptions;
  }

  /** The open sockets. */
  get sockets(): number {
    return this.#sockets.count;
  }

  /** The HTTP status with which one more socket of this address is refused; null when there is room for it. */
  refusalOf(address: string): 429 | 503 | null {
    const bound = this.#sockets.boundReached(address);
    return bound && (bound === 'process' ? 503 : 429);
  }

  /** @returns the function that counts the socket no more. */
  add(address: string): () => void {
    return this.#sockets.add(address);
  }

  get subscriptionsFull(): boolean {
    return this.subscriptions >= this.#maxSubscriptions;
  }
}
