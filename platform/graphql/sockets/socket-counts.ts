import { rateLimitAddress } from '../../security/rate-limit-address.ts';
import type { SocketLimits } from './socket-limits.ts';

/** Counts the sockets and the subscriptions of one process. */
export class SocketCounts {
  readonly #limits: SocketLimits;
  readonly #byAddress = new Map<string, number>();
  #sockets = 0;
  /** Subscriptions under way. */
  subscriptions = 0;

  constructor(limits: SocketLimits) {
    this.#limits = limits;
  }

  /** The HTTP status with which one more socket of this address is refused; null when there is room for it. */
  refusalOf(address: string): 429 | 503 | null {
    if (this.#sockets >= this.#limits.sockets) return 503;
    const ofAddress = this.#byAddress.get(rateLimitAddress(address)) ?? 0;
    return ofAddress >= this.#limits.socketsPerAddress ? 429 : null;
  }

  /** @returns the function that counts the socket no more. */
  add(address: string): () => void {
    const key = rateLimitAddress(address);
    this.#sockets++;
    this.#byAddress.set(key, (this.#byAddress.get(key) ?? 0) + 1);
    return () => {
      this.#sockets--;
      const left = (this.#byAddress.get(key) ?? 0) - 1;
      if (left > 0) this.#byAddress.set(key, left);
      else this.#byAddress.delete(key);
    };
  }

  get subscriptionsFull(): boolean {
    return this.subscriptions >= this.#limits.subscriptions;
  }
}
