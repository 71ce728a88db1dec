import { SharedRequest } from './shared-request.ts';

/** Milliseconds from a request for a query to the next, for each of the query's requests in flight. */
const sendSpacing = 5;
/** The longest time that a query waits before it is sent, in milliseconds. */
export const maxSendDelay = 250;

type Send<Result> = (signal: AbortSignal) => Promise<Result>;

export interface Caller {
  /** A moment, from `now()`: the caller must not get a response to a request that was sent before it. */
  since: number;
  signal: AbortSignal;
  /** Called when the caller's wait has ended, with whether others shared the request. */
  onEnd?: ((isShared: boolean) => void) | undefined;
}

/**
 * Concurrent identical queries share one request, which is sent after the moment that each caller names. A caller that names the
 * arrival of its operation sees every change that its client knows of, whichever way the client learned of it.
 */
export class InFlightQueries<Result> {
  readonly #queries = new Map<string, RequestsOfQuery<Result>>();
  #sent = 0;

  /** This moment, as the number of requests sent before it. */
  now(): number {
    return this.#sent;
  }

  /**
   * Resolves with the response to the query with this key. `send` runs at the end of this turn of the event loop, or, while requests
   * for the query are in flight, up to `maxSendDelay` later, so that more callers can share the request. When every caller has
   * aborted, the signal that `send` received aborts. Rejects as `send` does, and with the reason of the caller's signal.
   */
  async fetch(key: string, { since, signal, onEnd }: Caller, send: Send<Result>): Promise<Result> {
    signal.throwIfAborted();
    let requests = this.#queries.get(key);
    if (!requests) {
      requests = new RequestsOfQuery({ countSent: () => ++this.#sent, onEmpty: () => this.#queries.delete(key) });
      this.#queries.set(key, requests);
    }
    const request = requests.sentAfter(since, send);
    if (!onEnd) return request.join(signal);
    return request.join(signal).finally(() => onEnd(request.isShared));
  }
}

interface RequestsOptions {
  /** Returns the number of requests sent, with the one that is being sent. */
  countSent: () => number;
  /** Runs when no request is in flight and none is queued. */
  onEmpty: () => void;
}

/** The requests for one query: several in flight, and one queued. */
class RequestsOfQuery<Result> {
  readonly #options: RequestsOptions;
  readonly #inFlight = new Set<SharedRequest<Result>>();
  /** The last request that was sent, while it is in flight. */
  #newest: { request: SharedRequest<Result>; ordinal: number; sentAt: number } | null = null;
  #queued: { request: SharedRequest<Result>; start: () => void; cancel: () => void } | null = null;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /** Returns a request that is sent after this moment, and queues one if there is none. */
  sentAfter(since: number, send: Send<Result>): SharedRequest<Result> {
    if (this.#newest && this.#newest.ordinal > since) return this.#newest.request;
    this.#queued ??= this.#queue(send);
    return this.#queued.request;
  }

  #queue(send: Send<Result>) {
    const request = new SharedRequest<Result>(() => this.#remove(request));
    const start = () => {
      cancel();
      this.#queued = null;
      this.#inFlight.add(request);
      this.#newest = { request, ordinal: this.#options.countSent(), sentAt: performance.now() };
      void request.send(send).then(() => this.#remove(request));
    };
    const cancel = schedule(start, this.#delay());
    return { request, start, cancel };
  }

  /**
   * A delay that grows with the requests in flight, because a slow subgraph would otherwise get one every few milliseconds: about
   * the square root of (its response time / `sendSpacing`) are in flight at once.
   */
  #delay(): number {
    if (!this.#newest) return 0;
    const spacing = Math.min(this.#inFlight.size * sendSpacing, maxSendDelay);
    return this.#newest.sentAt + spacing - performance.now();
  }

  /** Removes a request that has ended or that every caller has left. */
  #remove(request: SharedRequest<Result>): void {
    if (this.#queued?.request === request) {
      this.#queued.cancel();
      this.#queued = null;
    } else if (!this.#inFlight.delete(request)) {
      return;
    }
    if (this.#newest?.request === request) {
      this.#newest = null;
      this.#queued?.start();
    }
    if (this.#inFlight.size === 0 && !this.#queued) this.#options.onEmpty();
  }
}

/** Runs an action after a delay, at the earliest at the end of this turn of the event loop. Returns the function that cancels it. */
function schedule(action: () => void, delay: number): () => void {
  if (delay > 0) {
    const timer = setTimeout(action, delay);
    return () => clearTimeout(timer);
  }
  const immediate = setImmediate(action);
  return () => clearImmediate(immediate);
}
