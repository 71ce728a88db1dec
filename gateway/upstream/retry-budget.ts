/** Retries that a subgraph with little traffic may get at once, and in ten seconds. */
const minimum = 10;
/** The time in which `minimum` retries are earned, in milliseconds. */
const minimumTime = 10_000;
/** Retries that are saved at most: more would be a storm when a busy subgraph fails. */
const maximum = 100;

/** Bounds the retries of a subgraph: a share of its requests, and one a second. A subgraph that is down gets little more than without retries. */
export class RetryBudget {
  readonly #share: number;
  readonly #now: () => number;
  #retries = minimum;
  #earnedAt: number;

  /** @param share retries for each request. */
  constructor(share: number, now: () => number = () => performance.now()) {
    this.#share = share;
    this.#now = now;
    this.#earnedAt = now();
  }

  /** Counts a request that is not a retry. */
  addRequest(): void {
    this.#retries = Math.min(this.#retries + this.#share, maximum);
  }

  /** Takes one retry, unless there is none left. */
  take(): boolean {
    const now = this.#now();
    const earned = ((now - this.#earnedAt) / minimumTime) * minimum;
    this.#earnedAt = now;
    this.#retries = Math.min(this.#retries + earned, maximum);
    if (this.#share === 0 || this.#retries < 1) return false;
    this.#retries--;
    return true;
  }
}
