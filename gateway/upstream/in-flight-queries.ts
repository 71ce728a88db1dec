/** A query that has been sent and not yet answered. */
interface InFlightQuery<Result> {
  response: Promise<Result>;
  /** Removes the query and aborts its request. */
  cancel: () => void;
  /** The number of callers that wait for the response. */
  callers: number;
}

/** The queries in flight: concurrent identical queries share one request. */
export class InFlightQueries<Result> {
  readonly #queries = new Map<string, InFlightQuery<Result>>();

  /**
   * Resolves with the response to the query with this key, and calls `send` if none is in flight. When every caller has aborted, the
   * signal that `send` received aborts. Rejects as `send` does, and with the reason of the caller's signal.
   */
  async fetch(key: string, signal: AbortSignal, send: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    signal.throwIfAborted();
    const query = this.#queries.get(key) ?? this.#start(key, send);
    query.callers++;
    const aborted = Promise.withResolvers<never>();
    const leave = () => {
      aborted.reject(signal.reason);
      query.callers--;
      if (query.callers === 0) query.cancel();
    };
    signal.addEventListener('abort', leave);
    try {
      return await Promise.race([query.response, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #start(key: string, send: (signal: AbortSignal) => Promise<Result>): InFlightQuery<Result> {
    const abort = new AbortController();
    const response = send(abort.signal).finally(() => this.#remove(key, query));
    const cancel = () => {
      this.#remove(key, query);
      abort.abort(new Error('every caller has aborted'));
    };
    const query: InFlightQuery<Result> = { response, cancel, callers: 0 };
    // A caller that has aborted no longer handles a failure of the shared request.
    response.catch(() => {});
    this.#queries.set(key, query);
    return query;
  }

  #remove(key: string, query: InFlightQuery<Result>): void {
    if (this.#queries.get(key) === query) this.#queries.delete(key);
  }
}
