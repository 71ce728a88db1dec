import type { Log } from '../log.ts';
import type { Running } from './lifecycle.ts';

/** A piece of work, done again and again. Returns whether there is more of it now. */
export type Job = () => Promise<boolean>;

/**
 * Does its jobs one after the other at every interval, and when it is woken; while one of them has more, without a pause. A job
 * that fails is logged, and has its turn again after the interval.
 */
export class Worker implements Running {
  readonly #jobs: Record<string, Job>;
  readonly #interval: number;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #waits = false;
  #woken = false;
  #stopped = false;

  constructor(jobs: Record<string, Job>, log: Log, interval: number) {
    this.#jobs = jobs;
    this.#interval = interval;
    this.#log = log;
    this.#wait();
  }

  /** There may be something to do: it begins now, or once more after the round under way. */
  wake(): void {
    this.#woken = true;
    if (!this.#waits || this.#stopped) return;
    clearTimeout(this.#timer);
    this.#begin();
  }

  #wait(): void {
    this.#waits = true;
    this.#timer = setTimeout(() => this.#begin(), this.#interval);
  }

  #begin(): void {
    this.#waits = false;
    this.#round = this.#run();
  }

  async #run(): Promise<void> {
    let more = true;
    while ((more || this.#woken) && !this.#stopped) {
      more = false;
      this.#woken = false;
      for (const [name, job] of Object.entries(this.#jobs)) {
        if (this.#stopped) return;
        more = (await this.#try(name, job)) || more;
      }
    }
    if (!this.#stopped) this.#wait();
  }

  async #try(name: string, job: Job): Promise<boolean> {
    try {
      return await job();
    } catch (error) {
      this.#log.error({ job: name, err: error }, 'a job failed');
      return false;
    }
  }

  /** Begins nothing more, and waits for the job under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }
}
