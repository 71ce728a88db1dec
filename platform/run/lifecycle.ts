import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';

/** The time for all parts to stop, in milliseconds: less than the time after which an orchestrator kills the process. */
export const stopDeadline = 10_000;

/** A part of a process that runs until it is stopped. */
export interface Running {
  /** `end` is the time, on the clock of `performance.now`, after which nobody waits for the part. */
  stop(end?: number): Promise<void>;
}

/**
 * Stops its parts in the reverse order in which they were added, each after the one before has stopped. All have one deadline. When it
 * passes, the parts that remain are stopped at once, and not waited for. A part that fails to stop, or takes too long, is logged.
 */
export class Lifecycle implements Running {
  readonly #log: Log;
  readonly #deadline: number;
  readonly #parts: { name: string; running: Running }[] = [];
  #stopping: Promise<void> | undefined;

  constructor(log: Log, deadline: number = stopDeadline) {
    this.#log = log;
    this.#deadline = deadline;
  }

  /** Adds a part that was started, and returns it. */
  add<T extends Running>(name: string, running: T): T {
    this.#parts.push({ name, running });
    return running;
  }

  /** Every call waits for the same stop. `end` replaces the deadline when this is a part of another lifecycle. */
  stop(end: number = performance.now() + this.#deadline): Promise<void> {
    this.#stopping ??= this.#stopAll(end);
    return this.#stopping;
  }

  async #stopAll(end: number): Promise<void> {
    let isOver = false;
    for (const { name, running } of this.#parts.toReversed()) {
      const stopped = this.#stopPart(name, running, end);
      const time = end - performance.now();
      if (isOver || time <= 0) continue;
      const cancel = new AbortController();
      const late = sleep(time, 'late', { signal: cancel.signal });
      late.catch(() => {});
      // A timer may fire a millisecond or two early.
      isOver = (await Promise.race([stopped, late])) === 'late';
      if (isOver) this.#log.error({ stopping: name, ms: Math.round(time) }, 'did not stop in time');
      cancel.abort();
    }
  }

  async #stopPart(name: string, running: Running, end: number): Promise<void> {
    try {
      await running.stop(end);
    } catch (error) {
      this.#log.error({ stopping: name, err: error }, 'failed to stop');
    }
  }
}

/** The time within which repeated signals count as one, in milliseconds: Ctrl-C arrives from the terminal and again through npm. */
const repeatedSignal = 2_000;

/** Stops the process on SIGTERM or SIGINT, and exits with 0. A second signal, more than two seconds later, exits with 1 at once. */
export function stopOnSignals(running: Running, log: Log): void {
  let first: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (first !== undefined) {
      if (now - first > repeatedSignal) process.exit(1);
      return;
    }
    first = now;
    log.info({ signal }, 'stopping');
    void running.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
