import { rateLimited } from '#platform/errors/refusal.ts';
import type { WorkQueue } from './overload/processor-delay.ts';

/** Operations that start in one turn of the event loop. Unbounded, garbage collection took a fifth of the time (docs/decisions/0012). */
const startsPerTurn = 4;
/** Operations that wait to start. At four a turn, more would wait longer than clients wait for a response. */
const maxQueued = 10_000;

/**
 * Starts a few operations in each turn of the event loop, first come, first served, so that running operations end before more
 * start. An overloaded process then keeps the data of few requests in memory, and garbage collection takes less time. Without
 * overload the turns are so short that no operation waits.
 */
export class ConcurrencyLimiter implements WorkQueue {
  begun = 0;
  readonly #queued: (() => void)[] = [];
  readonly #startsPerTurn: number;
  readonly #maxQueued: number;
  #startsLeft: number;
  #isTurning = false;

  constructor(perTurn: number = startsPerTurn, queued: number = maxQueued) {
    this.#startsPerTurn = perTurn;
    this.#maxQueued = queued;
    this.#startsLeft = perTurn;
  }

  /**
   * Resolves when the caller may start.
   *
   * @throws Refusal RATE_LIMITED when the queue is full.
   */
  async enter(): Promise<void> {
    if (!this.#isTurning) {
      this.#isTurning = true;
      setImmediate(this.#turn);
    }
    if (this.#startsLeft > 0) {
      this.#startsLeft--;
      this.begun++;
      return;
    }
    if (this.#queued.length >= this.#maxQueued) throw rateLimited(1);
    await new Promise<void>((resolve) => this.#queued.push(resolve));
  }

  /** The operations in the queue. */
  get waiting(): number {
    return this.#queued.length;
  }

  readonly #turn = (): void => {
    const next = this.#queued.splice(0, this.#startsPerTurn);
    this.#startsLeft = this.#startsPerTurn - next.length;
    this.begun += next.length;
    for (const start of next) start();
    this.#isTurning = next.length > 0;
    if (this.#isTurning) setImmediate(this.#turn);
  };
}
