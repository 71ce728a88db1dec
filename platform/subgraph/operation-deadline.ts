import { Refusal } from '../errors/refusal.ts';

/**
 * The end of an operation's time. As the signal of a unit of work it lets no statement begin after it. It dispatches no event: a statement
 * that runs is left to end, as the server runs it to its end anyway, and its transaction rolls back after it.
 */
export class OperationDeadline implements AbortSignal {
  /** On the clock of `performance.now()`. */
  readonly at: number;
  onabort = null;
  #passed = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiting = new Set<(refusal: Refusal) => void>();

  /** @param timeout milliseconds until then. */
  constructor(timeout: number) {
    this.at = performance.now() + timeout;
  }

  get aborted(): boolean {
    this.#passed ||= performance.now() >= this.at;
    return this.#passed;
  }

  get reason(): Refusal {
    return new Refusal('SUBGRAPH_TIMEOUT');
  }

  /** @throws Refusal SUBGRAPH_TIMEOUT when it has passed. */
  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  /** Settles as the work does, or rejects with SUBGRAPH_TIMEOUT at the deadline. The work is not interrupted. */
  limit<Result>(work: PromiseLike<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#add(reject);
      work.then(
        (result) => {
          this.#delete(reject);
          resolve(result);
        },
        (error) => {
          this.#delete(reject);
          // A statement that may not begin fails with an error of the ORM.
          reject(this.aborted ? this.reason : error);
        },
      );
    });
  }

  addEventListener(): void {}

  removeEventListener(): void {}

  dispatchEvent(): boolean {
    return true;
  }

  /** The timer runs only while something waits, so that it keeps nothing of an operation that has ended. */
  #add(waiting: (refusal: Refusal) => void): void {
    this.#waiting.add(waiting);
    this.#timer ??= setTimeout(() => this.#pass(), Math.max(this.at - performance.now(), 0));
  }

  #delete(waiting: (refusal: Refusal) => void): void {
    if (!this.#waiting.delete(waiting) || this.#waiting.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #pass(): void {
    // A timer may fire a millisecond early.
    this.#passed = true;
    this.#timer = undefined;
    for (const reject of this.#waiting) reject(this.reason);
    this.#waiting.clear();
  }
}
