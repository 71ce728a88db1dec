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

  /** Counts a connection, and returns the function to call once it has closed. Returns null at a bound. */
  acquire(address: string): (() => void) | null {
    const key = rateLimitAddress(address);
    const ofAddress = this.#ofAddress.get(key) ?? 0;
    if (this.#count >= this.#bounds.perProcess || ofAddress >= this.#bounds.perAddress) return null;
    this.#count++;
    this.#ofAddress.set(key, ofAddress + 1);
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
