export interface WorkBounds {
  /** Pieces of work that run at once. */
  running: number;
  /** Pieces of work that wait to run. */
  waiting: number;
}

/** Runs a few pieces of work at once, and lets a few more wait, first come, first served. */
export class WorkLimit {
  readonly #bounds: WorkBounds;
  readonly #onFull: () => Error;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param onFull called for work that may not wait; returns the error that it is refused with. */
  constructor(bounds: WorkBounds, onFull: () => Error) {
    this.#bounds = bounds;
    this.#onFull = onFull;
  }

  /** Pieces of work that wait to run. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves or rejects as the work does. Rejects at once, and does not run it, when as many wait as may. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running < this.#bounds.running) this.#running++;
    else await this.#turn();
    try {
      return await work();
    } finally {
      // The place goes to the next in line. It is never free in between, or a newcomer could take it.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#bounds.waiting) throw this.#onFull();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
