import { rateLimited } from '#platform/errors/refusal.ts';
import { limits } from '#platform/limits.ts';

/**
 * Lets one operation begin in each turn of the event loop, in the order in which they came. So what is under way is finished
 * before the next is begun: a process that has more to do than it can holds the data of few requests instead of all, and that is
 * what garbage collection costs by. One that has time to spare turns so fast that nobody waits.
 */
export class Turnstile {
  readonly #waiting: (() => void)[] = [];
  readonly #mostWaiting: number;
  #isOpen = true;

  constructor(mostWaiting: number = limits.waitingOperations) {
    this.#mostWaiting = mostWaiting;
  }

  /** Resolves when it is the caller's turn. Throws RATE_LIMITED where too many wait. */
  async enter(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false;
      setImmediate(this.#turn);
      return;
    }
    if (this.#waiting.length >= this.#mostWaiting) throw rateLimited(1);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  readonly #turn = (): void => {
    const next = this.#waiting.shift();
    if (!next) {
      this.#isOpen = true;
      return;
    }
    next();
    setImmediate(this.#turn);
  };
}
