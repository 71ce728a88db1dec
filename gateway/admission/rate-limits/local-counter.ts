import { LRUCache } from 'lru-cache';
import { type Usage, type UsageCounter, windowSeconds } from './usage.ts';

/**
 * Keys of which a process counts the use. Beyond, it forgets the one that was used least recently: a client that goes on is never forgotten
 * before those that have stopped.
 */
export const maxKeys = 50_000;

interface Window {
  used: number;
  /** On the clock of `performance.now()`. */
  end: number;
}

/** Counts uses in this process. */
export class LocalCounter implements UsageCounter {
  readonly #limit: number;
  readonly #windows: LRUCache<string, Window>;

  constructor(limit: number, keys: number = maxKeys) {
    this.#limit = limit;
    this.#windows = new LRUCache({ max: keys });
  }

  /** The number of keys that it remembers. */
  get size(): number {
    return this.#windows.size;
  }

  take(key: string, points: number, now: number = performance.now()): Usage {
    let window = this.#windows.get(key);
    if (!window || window.end <= now) {
      window = { used: 0, end: now + windowSeconds * 1_000 };
      this.#windows.set(key, window);
    }
    window.used += points;
    const { used, end } = window;
    const limit = this.#limit;
    return { limit, remaining: Math.max(0, limit - used), reset: end - now, isExceeded: used > limit };
  }
}
