import { rateLimited } from '#platform/errors/refusal.ts';
import { limits } from '#platform/limits.ts';

/**
 * Lets a few operations begin in each turn of the event loop, in the order in which they came. So what is under way is finished
 * before the next are begun: a process that has more to do than it can holds the data of few requests instead of all, and that is
 * what garbage collection costs by. One that has time to spare turns so fast that nobody waits.
 */
export class Turnstile {
  readonly #waiting: (() => void)[] = [];
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  /** How many may still begin in this turn. */
  #left: number;
  #isTurning = false;

  constructor(atOnce: number = limits.operationsPerTurn, mostWaiting: number = limits.waitingOperations) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
    this.#left = atOnce;
  }

  /** Resolves when it is the caller's turn. Throws RATE_LIMITED where too many wait. */
  async enter(): Promise<void> {
    if (!this.#isTurning) {
      this.#isTurning = true;
      setImmediate(this.#turn);
    }
    if (this.#left > 0) {
      this.#left--;
      return;
    }
    if (this.#waiting.length >= this.#mostWaiting) throw rateLimited(1);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  readonly #turn = (): void => {
    const next = this.#waiting.splice(0, this.#atOnce);
    this.#left = this.#atOnce - next.length;
    for (const begin of next) begin();
    this.#isTurning = next.length > 0;
    if (this.#isTurning) setImmediate(this.#turn);
  };
}
