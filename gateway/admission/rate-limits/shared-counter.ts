import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { LocalCounter, maxKeys } from './local-counter.ts';
import type { RateLimitName } from './rate-limit-name.ts';
import type { Counted, RedisStore } from './redis-store.ts';
import { type Usage, type UsageCounter, windowSeconds } from './usage.ts';

/**
 * Counts uses in Redis, with every gateway that has the same one. While Redis does not answer, it counts in this process. A key above its
 * limit is refused without a request to Redis until its window ends.
 */
export class SharedCounter implements UsageCounter {
  readonly #name: RateLimitName;
  readonly #limit: number;
  readonly #store: RedisStore;
  readonly #local: LocalCounter;
  /** The ends of the windows of the keys above their limit, on the clock of `performance.now()`. */
  readonly #exhausted = new LRUCache<string, number>({ max: maxKeys });

  constructor(name: RateLimitName, limit: number, store: RedisStore) {
    this.#name = name;
    this.#limit = limit;
    this.#store = store;
    this.#local = new LocalCounter(limit);
  }

  take(key: string, points: number): Usage | Promise<Usage> {
    const end = this.#exhausted.get(key);
    const reset = end === undefined ? 0 : end - performance.now();
    if (reset > 0) return this.#usage(0, reset, true);
    return this.#store.isUsable ? this.#takeFromRedis(key, points) : this.#local.take(key, points);
  }

  async #takeFromRedis(key: string, points: number): Promise<Usage> {
    const use = { key: `masar:limits:${this.#name}:${anonymous(key)}`, points, seconds: windowSeconds };
    let counted: Counted;
    try {
      counted = await this.#store.count(use);
    } catch {
      return this.#local.take(key, points);
    }
    const remaining = this.#limit - counted.points;
    if (remaining >= 0) return this.#usage(remaining, counted.reset, false);
    this.#exhausted.set(key, performance.now() + counted.reset);
    return this.#usage(0, counted.reset, true);
  }

  #usage(remaining: number, reset: number, isExceeded: boolean): Usage {
    return { limit: this.#limit, remaining, reset, isExceeded };
  }
}

/** Nobody who reads Redis sees addresses or ids of accounts. */
const anonymous = (key: string): string => hash('sha256', key, 'base64url');
