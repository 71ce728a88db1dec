import { limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Running } from './lifecycle.ts';

export interface LoopOptions {
  name: string;
  /** How long to wait for a wake, in milliseconds, before it has its turn anyway. */
  interval: number;
  log: Log;
}

/**
 * Does a piece of work whenever it is woken, and at every interval; while it has more, without a pause. One that fails is
 * logged, and tried again after a pause that grows with the failures in a row.
 */
export class Loop implements Running {
  readonly #work: () => Promise<boolean>;
  readonly #options: LoopOptions;
  readonly #running: Promise<void>;
  #woken = false;
  #stopped = false;
  /** Ends the pause, if there is one, that a wake ends, and that which only the stop does. */
  #onWake = (): void => {};
  #onStop = (): void => {};

  constructor(work: () => Promise<boolean>, options: LoopOptions) {
    this.#work = work;
    this.#options = options;
    this.#running = this.#run();
  }

  wake(): void {
    this.#woken = true;
    this.#onWake();
  }

  /** Begins nothing more, and waits for what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#onStop();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { interval, log, name } = this.#options;
    for (let failures = 0; !this.#stopped; ) {
      this.#woken = false;
      try {
        const more = await this.#work();
        if (failures > 0) log.info({ loop: name }, 'goes on');
        failures = 0;
        if (!more && !this.#woken) await this.#pause(interval, true);
      } catch (error) {
        // What it needed may have been stopped with it.
        if (this.#stopped) return;
        if (failures++ === 0) log.error({ loop: name, err: error }, 'failed, and will be tried again');
        const most = Math.min(limits.loopBackoff * 2 ** (failures - 1), limits.loopBackoffMost);
        await this.#pause(most * (0.5 + Math.random() / 2), false);
      }
    }
  }

  async #pause(milliseconds: number, wakeable: boolean): Promise<void> {
    if (this.#stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#onStop = () => {
        clearTimeout(timer);
        resolve();
      };
      if (wakeable) this.#onWake = this.#onStop;
    });
    this.#onWake = () => {};
  }
}
