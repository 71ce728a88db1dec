import { rateLimitAddress } from '../security/rate-limit-address.ts';

export interface ConnectionBounds {
  /** Connections of this process. */
  perProcess: number;
  /** Connections of one client address, or one IPv6 network of 64 bits, to this process. */
  perAddress: number;
}

/** Counts the open connections of a process, and those of each client address, against their bounds. */
export class ConnectionLimit {
  readonly #bounds: ConnectionBounds;
  readonly #ofAddress = new Map<string, number>();
  #count = 0;

  constructor(bounds: ConnectionBounds) {
    this.#bounds = bounds;
  }

  /** The open connections. */
  get count(): number {
    return this.#count;
  }

  /** The bound that one more connection of this address would exceed; null when there is room for it. */
  boundReached(address: string): 'process' | 'address' | null {
    if (this.#count >= this.#bounds.perProcess) return 'process';
    const ofAddress = this.#ofAddress.get(rateLimitAddress(address)) ?? 0;
    return ofAddress >= this.#bounds.perAddress ? 'address' : null;
  }

  /** Counts a connection, and returns the function to call once it has closed. Returns null at a bound. */
  acquire(address: string): (() => void) | null {
    return this.boundReached(address) ? null : this.add(address);
  }

  /** Counts a connection, whatever the bounds, and returns the function to call once it has closed. */
  add(address: string): () => void {
    const key = rateLimitAddress(address);
    this.#count++;
    this.#ofAddress.set(key, (this.#ofAddress.get(key) ?? 0) + 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#release(key);
    };
  }

  #release(key: string): void {
    this.#count--;
    const left = (this.#ofAddress.get(key) ?? 0) - 1;
    if (left > 0) this.#ofAddress.set(key, left);
    else this.#ofAddress.delete(key);
  }
}
