import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '../limits.ts';
import type { Log } from '../log.ts';

/** Something that runs until it is stopped. */
export interface Running {
  stop(): Promise<void>;
}

/**
 * What has been started, to be stopped in the reverse order. Each stop has a deadline of its own: one that hangs or fails
 * is logged and does not keep the others from stopping.
 */
export class Lifecycle implements Running {
  readonly #log: Log;
  readonly #deadline: number;
  readonly #started: { name: string; running: Running }[] = [];
  #stopping: Promise<void> | undefined;

  constructor(log: Log, deadline: number = limits.stopDeadline) {
    this.#log = log;
    this.#deadline = deadline;
  }

  /** Takes over the stopping of what has just been started, and returns it. */
  add<T extends Running>(name: string, running: T): T {
    this.#started.push({ name, running });
    return running;
  }

  /** Idempotent: every call waits for the same stop. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (const { name, running } of this.#started.toReversed()) {
      const cancel = new AbortController();
      try {
        const late = sleep(this.#deadline, 'late', { signal: cancel.signal });
        late.catch(() => {});
        const outcome = await Promise.race([running.stop(), late]);
        if (outcome === 'late') this.#log.error({ part: name, deadline: this.#deadline }, 'did not stop in time');
      } catch (error) {
        this.#log.error({ part: name, err: error }, 'failed to stop');
      } finally {
        cancel.abort();
      }
    }
  }
}

const sameSignalWithin = 2_000;

/**
 * Stops a process on SIGTERM and SIGINT, then ends it with exit code 0. One Ctrl-C may arrive twice, from the terminal and
 * again through npm: within two seconds it counts as one. Asked again later, the process ends at once, with exit code 1.
 */
export function stopOnSignals(running: Running, log: Log): void {
  let first: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (first !== undefined) {
      if (now - first > sameSignalWithin) process.exit(1);
      return;
    }
    first = now;
    log.info({ signal }, 'stopping');
    void running.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
