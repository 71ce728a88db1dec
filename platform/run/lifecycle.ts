import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';

/** The time for all parts to stop, in milliseconds: less than the time after which an orchestrator kills the process. */
const stopDeadline = 10_000;

/** The part of the deadline that each part has, even when those before it took longer. */
const minimumShare = 0.2;

/** A part of a process that runs until it is stopped. */
export interface Running {
  stop(): Promise<void>;
}

/**
 * Stops its parts in the reverse order in which they were added, all within one deadline. A part that fails to stop, or takes too long, is
 * logged, and the others are stopped.
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

  /** Every call waits for the same stop. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    const end = performance.now() + this.#deadline;
    for (const { name, running } of this.#parts.toReversed()) {
      const cancel = new AbortController();
      try {
        const time = Math.max(end - performance.now(), this.#deadline * minimumShare);
        const late = sleep(time, 'late', { signal: cancel.signal });
        late.catch(() => {});
        const outcome = await Promise.race([running.stop(), late]);
        if (outcome === 'late') this.#log.error({ part: name, time: Math.round(time) }, 'did not stop in time');
      } catch (error) {
        this.#log.error({ part: name, err: error }, 'failed to stop');
      } finally {
        cancel.abort();
      }
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
