import { timingSafeEqual } from 'node:crypto';
import os from 'node:os';
import { rateLimited } from '#platform/errors/refusal.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import { type WorkBounds, WorkLimit } from '#platform/run/work-limit.ts';
import { hashOfNobody, newTagInput } from './hashing/argon2id.ts';
import { HashThreads } from './hashing/hash-threads.ts';
import { formatHash, parseHash } from './hashing/password-hash.ts';

/**
 * The default bounds of the hashes that a process computes. Each takes 64 MiB, and a thread for itself. One processor is left to everything
 * else: a thread of low priority also keeps a processor for a moment when another one needs it (docs/decisions/0029).
 */
export const defaultHashBounds = (): Required<WorkBounds> => ({
  running: Math.min(2, Math.max(1, os.availableParallelism() - 1)),
  waiting: 20,
  longestWait: 5_000,
});

/** Seconds after which a full queue has places again. */
const retryAfter = 2;

/** Hashes and verifies passwords with Argon2id (RFC 9106), a few at once, in threads that slow down nothing else. */
export class Passwords implements Running {
  readonly #limit: WorkLimit;
  readonly #threads = new HashThreads();
  readonly #nobody = hashOfNobody();

  /** @param onRefused called for each hash that is refused because too many wait, or because it has waited too long. */
  constructor(bounds: WorkBounds = defaultHashBounds(), onRefused: () => void = () => {}) {
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
   * @throws Refusal RATE_LIMITED when too many hashes wait, or it has waited too long.
   */
  hash(password: string): Promise<string> {
    return this.#limit.run(async () => {
      const input = newTagInput(password);
      return formatHash({ ...input, tag: await this.#threads.compute(input) });
    });
  }

  /**
   * Verifies a password against its hash. Without a hash it returns false after the same work, so that response times do not
   * reveal which accounts exist.
   *
   * @throws Refusal RATE_LIMITED when too many hashes wait, or it has waited too long.
   */
  verify(passwordHash: string | null, password: string): Promise<boolean> {
    return this.#limit.run(async () => {
      const stored = passwordHash === null ? this.#nobody : parseHash(passwordHash);
      const tag = await this.#threads.compute({ ...stored, password, tagLength: stored.tag.length });
      return timingSafeEqual(tag, stored.tag) && passwordHash !== null;
    });
  }

  /** Fails the hashes that are being computed. */
  stop(): Promise<void> {
    return this.#threads.stop();
  }
}
