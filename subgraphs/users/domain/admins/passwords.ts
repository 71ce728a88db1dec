import { randomBytes } from 'node:crypto';
import { argon2id, type HashOptions, hash, verify } from 'argon2';
import { rateLimited } from '#platform/errors/refusal.ts';
import { type WorkBounds, WorkLimit } from '#platform/run/work-limit.ts';

/** RFC 9106's second recommended option: 64 MiB, about 100 ms. */
const cost: HashOptions = { type: argon2id, memoryCost: 64 * 1024, timeCost: 3, parallelism: 4 };

/**
 * The default bounds of the hashes that a process computes. Each takes one of the four threads that Node shares with DNS, files and
 * signatures, all cores, and 64 MiB. A full queue is computed in about a second.
 */
export const defaultHashBounds: WorkBounds = { running: 2, waiting: 20 };

/** Seconds in which the queue empties. */
const retryAfter = 2;

/** Hashes and verifies passwords with Argon2id (RFC 9106), a few at once. */
export class Passwords {
  readonly #limit: WorkLimit;
  #placeholder: Promise<string> | undefined;

  /** @param onRefused called for each hash that is refused because too many wait. */
  constructor(bounds: WorkBounds = defaultHashBounds, onRefused: () => void = () => {}) {
    this.#limit = new WorkLimit(bounds, () => {
      onRefused();
      return rateLimited(retryAfter);
    });
  }

  /** Hashes that wait to be computed. */
  get waiting(): number {
    return this.#limit.waiting;
  }

  /**
   * Returns the hash, with its salt and parameters.
   *
   * @throws Refusal RATE_LIMITED when too many hashes wait.
   */
  hash(password: string): Promise<string> {
    return this.#limit.run(() => hash(password, cost));
  }

  /**
   * Verifies a password against its hash. Without a hash it returns false after the same work, so that response times do not
   * reveal which accounts exist.
   *
   * @throws Refusal RATE_LIMITED when too many hashes wait.
   */
  verify(passwordHash: string | null, password: string): Promise<boolean> {
    return this.#limit.run(async () => {
      // Computed even when a hash exists: otherwise the first attempt on an unknown account would take longer.
      this.#placeholder ??= hash(randomBytes(32).toString('base64'), cost);
      const placeholderHash = await this.#placeholder;
      const matches = await verify(passwordHash ?? placeholderHash, password);
      return matches && passwordHash !== null;
    });
  }
}
