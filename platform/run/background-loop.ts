import type { Log } from '../log.ts';
import type { Running } from './lifecycle.ts';

/** A repeated piece of work. Returns whether there is more to do now. The signal aborts when the loop is stopped. */
export type Job = (stopping: AbortSignal) => Promise<boolean>;

export interface BackgroundLoopOptions {
  /** The pause between two rounds, in milliseconds. */
  interval: number;
  /** The pause before the first round, in milliseconds; 0 by default. */
  startDelay?: number;
  log: Log;
}

/** The longest pause after the first failure in a row, in milliseconds. It doubles with each further failure. */
const firstBackoff = 200;

/** The longest pause after a failure, in milliseconds: a dependency that is back is used again within seconds. */
const maxBackoff = 5_000;

interface Task {
  name: string;
  job: Job;
  /** Failures in a row. */
  failures: number;
  /** The time of its next run, on the clock of `performance.now`. */
  due: number;
}

/**
 * Runs its jobs one after the other: at every interval, when woken, and again at once while a job has more to do. A job that
 * fails is retried after a random pause that grows with its failures in a row; a wake does not shorten that pause, and the
 * other jobs go on. The first failure in a row is logged, and the recovery from it.
 */
export class BackgroundLoop implements Running {
  readonly #tasks: Task[];
  readonly #interval: number;
  readonly #log: Log;
  readonly #running: Promise<void>;
  readonly #stopping = new AbortController();
  #woken = false;
  #endPause = (): void => {};

  /** The log contains the names of the jobs. */
  constructor(jobs: Record<string, Job>, { interval, startDelay = 0, log }: BackgroundLoopOptions) {
    const due = performance.now() + startDelay;
    this.#tasks = Object.entries(jobs).map(([name, job]) => ({ name, job, failures: 0, due }));
    this.#interval = interval;
    this.#log = log;
    this.#running = this.#run();
  }

  /** Begins a round at once, or another one after the current one. */
  wake(): void {
    this.#woken = true;
    this.#schedule(this.#tasks, 0);
    this.#endPause();
  }

  /** Starts no more jobs, and waits for the current one. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#endPause();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#pauseUntil(Math.min(...this.#tasks.map(({ due }) => due)));
      await this.#round();
    }
  }

  async #round(): Promise<void> {
    const due = this.#tasks.filter((task) => task.due <= performance.now());
    let more = false;
    this.#woken = false;
    for (const task of due) {
      if (this.#stopping.signal.aborted) return;
      more = (await this.#do(task)) || more;
    }
    this.#schedule(due, more || this.#woken ? 0 : performance.now() + this.#interval);
  }

  /** Leaves out those that wait after a failure. */
  #schedule(tasks: readonly Task[], due: number): void {
    for (const task of tasks) if (task.failures === 0) task.due = due;
  }

  async #do(task: Task): Promise<boolean> {
    try {
      const more = await task.job(this.#stopping.signal);
      if (task.failures > 0) this.#log.info({ job: task.name }, 'a job recovered');
      task.failures = 0;
      return more;
    } catch (error) {
      // A part that the job needs may have been stopped with it.
      if (this.#stopping.signal.aborted) return false;
      if (task.failures === 0) this.#log.error({ job: task.name, err: error }, 'a job failed and will be retried');
      const pause = Math.min(firstBackoff * 2 ** task.failures, maxBackoff);
      task.failures++;
      task.due = performance.now() + pause * (0.5 + Math.random() / 2);
      return false;
    }
  }

  async #pauseUntil(due: number): Promise<void> {
    const pause = Math.ceil(due - performance.now());
    if (pause <= 0 || this.#stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endPause = () => {};
  }
}
