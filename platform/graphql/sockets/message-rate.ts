/** Seconds' worth of messages that a socket may send at once, after a pause as long: a client that starts subscribes to much. */
const burst = 5;

/** Bounds the messages of one socket: a token bucket. */
export class MessageRate {
  readonly #perSecond: number;
  #left: number;
  #at: number;

  /** @param now in milliseconds, on any clock that never goes back. */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond * burst;
    this.#at = now;
  }

  /** Counts a message. Returns whether it is within the bound. */
  take(now: number): boolean {
    const refilled = this.#left + ((now - this.#at) / 1_000) * this.#perSecond;
    this.#left = Math.min(refilled, this.#perSecond * burst) - 1;
    this.#at = now;
    return this.#left >= 0;
  }
}
