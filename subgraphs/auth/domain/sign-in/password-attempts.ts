import { rateLimited } from '#platform/errors/refusal.ts';
import { WorkLimit } from '#platform/run/work-limit.ts';

/**
 * The default bound of attempts to sign in by password that a process has in progress: as many as a process of users hashes and has wait, so
 * that hardly any attempt is sent to users to be refused there.
 */
export const defaultPasswordSignIns = 22;

/**
 * Attempts that are counted at once. Each has a connection to the database, on which it may wait for a lock: attempts from one address count
 * one after the other. All other connections remain for everything else.
 */
const countedAtOnce = 2;

/** Seconds. */
const retryAfter = 2;

/** Bounds the attempts to sign in by password, so that attackers take neither the processor nor the database from other requests. */
export class PasswordAttempts {
  readonly #inProgress: WorkLimit;
  readonly #counting: WorkLimit;

  /**
   * @param most attempts in progress.
   * @param onRefused called for each attempt beyond them.
   */
  constructor(most: number = defaultPasswordSignIns, onRefused: () => void = () => {}) {
    this.#inProgress = new WorkLimit({ running: most, waiting: 0 }, () => {
      onRefused();
      return rateLimited(retryAfter);
    });
    this.#counting = new WorkLimit({ running: countedAtOnce, waiting: most }, () => rateLimited(retryAfter));
  }

  /**
   * Runs an attempt, unless too many are in progress.
   *
   * @throws Refusal RATE_LIMITED, at once.
   */
  run<Result>(attempt: () => Promise<Result>): Promise<Result> {
    return this.#inProgress.run(attempt);
  }

  /** Runs the part of an attempt that counts it, while few others do. */
  count<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#counting.run(work);
  }
}
