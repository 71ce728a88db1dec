import { SharedRun } from './shared-run.ts';

/** Milliseconds from one run of a query to the next, for each of its runs in flight. */
const runSpacing = 5;
/** The longest time that a query waits before it runs, in milliseconds. */
export const maxRunDelay = 250;

type Work<Result> = (signal: AbortSignal) => Promise<Result>;

export interface Caller {
  /** A moment, from `now()`: the caller must not get the result of a run that began before it. */
  since: number;
  signal: AbortSignal;
}

/**
 * Concurrent identical queries share one run, which begins after the moment that each caller names. A caller that names the arrival of its
 * operation sees every change that its client knows of, whichever way the client learned of it.
 */
export class InFlightQueries<Result> {
  readonly #queries = new Map<string, RunsOfQuery<Result>>();
  #begun = 0;

  /** This moment, as the number of runs that began before it. */
  now(): number {
    return this.#begun;
  }

  /**
   * Resolves with the result of the query with this key. `work` begins at once while no run of the query is in flight, and that run is the
   * caller's alone. Otherwise it begins up to `maxRunDelay` later, so that more callers can share the run, and the signal that `work` received
   * aborts when every caller has aborted. Rejects as `work` does, and with the reason of the caller's signal.
   */
  run(key: string, caller: Caller, work: Work<Result>): Promise<Result> {
    if (caller.signal.aborted) return Promise.reject(caller.signal.reason);
    let runs = this.#queries.get(key);
    if (!runs) {
      runs = new RunsOfQuery({ countBegun: () => ++this.#begun, onEmpty: () => this.#queries.delete(key) });
      this.#queries.set(key, runs);
    }
    return runs.run(caller, work);
  }
}

interface RunsOptions {
  /** Returns the number of runs that have begun, with the one that begins now. */
  countBegun: () => number;
  /** Called when no run is in flight and none is queued. */
  onEmpty: () => void;
}

/** A run in flight. */
interface BegunRun<Result> {
  /** Null for a run that callers cannot join. */
  shared: SharedRun<Result> | null;
  ordinal: number;
  begunAt: number;
}

/** The runs of one query: several in flight, and one queued. */
class RunsOfQuery<Result> {
  readonly #options: RunsOptions;
  #inFlight = 0;
  /** The last run that began, while it is in flight. */
  #newest: BegunRun<Result> | null = null;
  #queued: { run: SharedRun<Result>; start: () => void; cancel: () => void } | null = null;

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  run({ since, signal }: Caller, work: Work<Result>): Promise<Result> {
    if (this.#newest?.shared && this.#newest.ordinal > since) return this.#newest.shared.join(signal);
    // Most queries meet no identical one, so their runs must not cost more than without sharing.
    if (this.#inFlight === 0 && !this.#queued) return this.#begin(null, () => work(signal));
    this.#queued ??= this.#queue(work);
    return this.#queued.run.join(signal);
  }

  async #begin(shared: SharedRun<Result> | null, work: () => Promise<Result>): Promise<Result> {
    const run = { shared, ordinal: this.#options.countBegun(), begunAt: performance.now() };
    this.#inFlight++;
    this.#newest = run;
    try {
      return await work();
    } finally {
      this.#end(run);
    }
  }

  #end(run: BegunRun<Result>): void {
    this.#inFlight--;
    if (this.#newest === run) {
      this.#newest = null;
      this.#queued?.start();
    }
    this.#reportEmpty();
  }

  #queue(work: Work<Result>) {
    const run = new SharedRun<Result>(() => this.#leave(run));
    const start = () => {
      cancel();
      this.#queued = null;
      run.start((signal) => this.#begin(run, () => work(signal)));
    };
    const cancel = schedule(start, this.#delay());
    return { run, start, cancel };
  }

  /**
   * A delay that grows with the runs in flight, because a slow subgraph would otherwise get one every few milliseconds: about the square root
   * of (the time of a run / `runSpacing`) are in flight at once.
   */
  #delay(): number {
    if (!this.#newest) return 0;
    const spacing = Math.min(this.#inFlight * runSpacing, maxRunDelay);
    return this.#newest.begunAt + spacing - performance.now();
  }

  /** No caller joins a run that every caller has left. */
  #leave(run: SharedRun<Result>): void {
    if (this.#queued?.run === run) {
      this.#queued.cancel();
      this.#queued = null;
      this.#reportEmpty();
    } else if (this.#newest?.shared === run) {
      this.#newest.shared = null;
    }
  }

  #reportEmpty(): void {
    if (this.#inFlight === 0 && !this.#queued) this.#options.onEmpty();
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
