/** A run whose result several callers wait for. */
export class SharedRun<Result> {
  readonly #abort = new AbortController();
  readonly #result = Promise.withResolvers<Result>();
  readonly #onAbandoned: () => void;
  #callers = 0;

  /** `onAbandoned` runs when every caller has aborted. */
  constructor(onAbandoned: () => void) {
    this.#onAbandoned = onAbandoned;
    // A caller that has aborted no longer handles a failure.
    this.#result.promise.catch(() => {});
  }

  /** Starts the work, with a signal that aborts when every caller has aborted. */
  start(work: (signal: AbortSignal) => Promise<Result>): void {
    work(this.#abort.signal).then(this.#result.resolve, this.#result.reject);
  }

  /** Resolves with the result. Rejects as the work does, and with the reason of the caller's signal. */
  async join(signal: AbortSignal): Promise<Result> {
    this.#callers++;
    const aborted = Promise.withResolvers<never>();
    const leave = () => {
      aborted.reject(signal.reason);
      this.#callers--;
      if (this.#callers > 0) return;
      this.#onAbandoned();
      this.#abort.abort(new Error('every caller has aborted'));
    };
    signal.addEventListener('abort', leave);
    try {
      return await Promise.race([this.#result.promise, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }
}
