/** A request whose response several callers wait for. */
export class SharedRequest<Result> {
  readonly #abort = new AbortController();
  readonly #response = Promise.withResolvers<Result>();
  readonly #onAbandoned: () => void;
  #callers = 0;
  #joined = 0;

  /** `onAbandoned` runs when every caller has aborted. */
  constructor(onAbandoned: () => void) {
    this.#onAbandoned = onAbandoned;
    // A caller that has aborted no longer handles a failure.
    this.#response.promise.catch(() => {});
  }

  /** Whether several callers have joined. */
  get isShared(): boolean {
    return this.#joined > 1;
  }

  /** Sends the request, with a signal that aborts when every caller has aborted. Resolves when it has ended, however it ends. */
  async send(send: (signal: AbortSignal) => Promise<Result>): Promise<void> {
    try {
      this.#response.resolve(await send(this.#abort.signal));
    } catch (error) {
      this.#response.reject(error);
    }
  }

  /** Resolves with the response. Rejects as the request does, and with the reason of the caller's signal. */
  async join(signal: AbortSignal): Promise<Result> {
    this.#callers++;
    this.#joined++;
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
      return await Promise.race([this.#response.promise, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }
}
