export interface WorkBounds {
  /** Pieces of work that run at once. */
  running: number;
  /** Pieces of work that wait to run. */
  waiting: number;
  /** Milliseconds that a piece of work waits before it is refused; by default as long as it takes. */
  longestWait?: number;
}

interface WaitingWork {
  start: () => void;
  timer: NodeJS.Timeout | undefined;
}

/** Runs a few pieces of work at once, and lets a few more wait for a time, first come, first served. */
export class WorkLimit {
  readonly #bounds: WorkBounds;
  readonly #onRefused: () => Error;
  readonly #waiting = new Set<WaitingWork>();
  #running = 0;

  /** @param onRefused called for work that may not wait, or no longer; returns the error that it is refused with. */
  constructor(bounds: WorkBounds, onRefused: () => Error) {
    this.#bounds = bounds;
    this.#onRefused = onRefused;
  }

  /** Pieces of work that wait to run. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Resolves or rejects as the work does. Rejects without running it at once when as many wait as may, and when it has waited too long. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running < this.#bounds.running) this.#running++;
    else await this.#turn();
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #turn(): Promise<void> {
    const { waiting, longestWait } = this.#bounds;
    if (this.#waiting.size >= waiting) throw this.#onRefused();
    return new Promise((resolve, reject) => {
      const refuse = () => {
        this.#waiting.delete(entry);
        reject(this.#onRefused());
      };
      const entry = { start: resolve, timer: longestWait === undefined ? undefined : setTimeout(refuse, longestWait) };
      this.#waiting.add(entry);
    });
  }

  /** The place goes to the next in line. It is never free in between, or a newcomer could take it. */
  #next(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#running--;
      return;
    }
    this.#waiting.delete(next);
    clearTimeout(next.timer);
    next.start();
  }
}
