import { setTimeout as sleep } from 'node:timers/promises';

/** Restarts within `period`. One more would hide a server that cannot run. */
const maxRestarts = 5;
const period = 60_000;

/** The pause before the second restart of a period, in milliseconds. It doubles with each further one. */
const firstPause = 200;

/** The server has ended more often than it is restarted. */
export class TooManyRestarts extends Error {
  constructor(log: string, cause: unknown) {
    super(
      `PostgreSQL has ended more than ${maxRestarts} times within a minute, and is not started again. Its log is ${log}.`,
      { cause },
    );
    this.name = 'TooManyRestarts';
  }
}

/** Starts a server again whenever it has ended, at most five times within a minute, after growing pauses. */
export class Restarts<Server> {
  readonly #start: () => Promise<Server>;
  readonly #log: string;
  #times: number[] = [];
  #failure: unknown;

  /** @param log the file with the server's log, for the message of the error. */
  constructor(start: () => Promise<Server>, log: string) {
    this.#start = start;
    this.#log = log;
  }

  /**
   * Rejects with an AbortError when the signal aborts during the pause, and with what the start throws.
   *
   * @throws TooManyRestarts
   */
  async next(signal: AbortSignal): Promise<Server> {
    const since = performance.now() - period;
    this.#times = this.#times.filter((time) => time > since);
    const count = this.#times.length;
    if (count >= maxRestarts) throw new TooManyRestarts(this.#log, this.#failure);
    if (count > 0) await sleep(firstPause * 2 ** (count - 1), undefined, { signal });
    this.#times.push(performance.now());
    try {
      return await this.#start();
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }
}
