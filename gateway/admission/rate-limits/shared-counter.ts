import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { LocalCounter, maxKeys } from './local-counter.ts';
import type { RateLimitName } from './rate-limit-name.ts';
import type { RedisStore } from './redis-store.ts';
import { type Usage, type UsageCounter, windowSeconds } from './usage.ts';

/**
 * Counts uses in Redis, with every gateway that has the same one. While Redis does not answer, it counts in this process. A key above its
 * limit is refused without a request to Redis until its window ends.
 */
export class SharedCounter implements UsageCounter {
  readonly #limit: number;
  readonly #store: RedisStore;
  readonly #limiter: RateLimiterRedis;
  readonly #local: LocalCounter;
  /** The ends of the windows of the keys above their limit, on the clock of `performance.now()`. */
  readonly #exhausted = new LRUCache<string, number>({ max: maxKeys });

  constructor(name: RateLimitName, limit: number, store: RedisStore) {
    this.#limit = limit;
    this.#store = store;
    this.#local = new LocalCounter(limit);
    this.#limiter = new RateLimiterRedis({
      storeClient: store,
      useRedisPackage: true,
      keyPrefix: `masar:limits:${name}`,
      points: limit,
      duration: windowSeconds,
    });
  }

  take(key: string, points: number): Usage | Promise<Usage> {
    const end = this.#exhausted.get(key);
    const reset = end === undefined ? 0 : end - performance.now();
    if (reset > 0) return this.#usage(0, reset, true);
    return this.#store.isUsable ? this.#takeFromRedis(key, points) : this.#local.take(key, points);
  }

  async #takeFromRedis(key: string, points: number): Promise<Usage> {
    try {
      const { remainingPoints, msBeforeNext } = await this.#limiter.consume(anonymous(key), points);
      return this.#usage(remainingPoints, msBeforeNext, false);
    } catch (reason) {
      if (!(reason instanceof RateLimiterRes)) return this.#local.take(key, points);
      const { msBeforeNext } = reason;
      this.#exhausted.set(key, performance.now() + msBeforeNext);
      return this.#usage(0, msBeforeNext, true);
    }
  }

  #usage(remaining: number, reset: number, isExceeded: boolean): Usage {
    return { limit: this.#limit, remaining, reset, isExceeded };
  }
}

/** Nobody who reads Redis sees addresses or ids of accounts. */
const anonymous = (key: string): string => hash('sha256', key, 'base64url');
