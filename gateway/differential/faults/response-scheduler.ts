interface PendingResponse {
  name: string;
  settle: () => void;
}

/**
 * Settles pending responses one at a time, in order of their names, and the next only after everything that follows from
 * the previous one has run. So the order of responses does not depend on the executor.
 */
export class ResponseScheduler {
  readonly #pending: PendingResponse[] = [];
  #isSettling = false;

  /** Resolves with what `respond` returns and rejects with what it throws. */
  schedule<T>(name: string, respond: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        try {
          resolve(respond());
        } catch (error) {
          reject(error);
        }
      };
      this.#pending.push({ name, settle });
      if (!this.#isSettling) setImmediate(() => this.#settleNext());
      this.#isSettling = true;
    });
  }

  #settleNext(): void {
    const [first] = this.#pending.sort((one, other) => (one.name < other.name ? -1 : 1));
    if (!first) {
      this.#isSettling = false;
      return;
    }
    this.#pending.shift();
    first.settle();
    setImmediate(() => this.#settleNext());
  }
}
