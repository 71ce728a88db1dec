import type { CachePolicy } from './cache-policy.ts';

/** What ends a cached response. */
export interface CacheTags {
  /** The ids of what it shows. */
  ids: ReadonlySet<string>;
  /** The first time after `now` that it shows under `@cacheUntil`, in milliseconds of the epoch; infinity for none. */
  until: number;
}

/** The ids that one cached response may show: those of a page of 100 trips with their stops and drivers are fewer. */
export const maxTags = 2_000;

/** Reads what ends the response with this data. Returns null for one that is not cached: an entity is null, or it shows too much. */
export function cacheTagsOf(data: unknown, policy: CachePolicy, now: number): CacheTags | null {
  const reader = new TagReader(policy, now);
  return reader.read(data) ? { ids: reader.ids, until: reader.until } : null;
}

class TagReader {
  readonly ids = new Set<string>();
  until = Number.POSITIVE_INFINITY;
  readonly #policy: CachePolicy;
  readonly #now: number;

  constructor(policy: CachePolicy, now: number) {
    this.#policy = policy;
    this.#now = now;
  }

  read(value: unknown): boolean {
    if (Array.isArray(value)) return value.every((item) => item !== null && this.read(item));
    if (typeof value !== 'object' || value === null) return true;
    for (const [key, part] of Object.entries(value)) {
      if (key === 'id' && typeof part === 'string') this.ids.add(part);
      if (part === null && this.#policy.entities.has(key)) return false;
      if (this.#policy.until.has(key)) this.#end(part);
      if (!this.read(part)) return false;
    }
    return this.ids.size <= maxTags;
  }

  #end(time: unknown): void {
    const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
    if (at > this.#now) this.until = Math.min(this.until, at);
  }
}
