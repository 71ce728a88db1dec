import { LRUCache } from 'lru-cache';
import { RecentDrops } from './recent-drops.ts';

/** The estimated bytes of an entry: of itself, of each of its tags, and of its data, by the characters of its JSON and its key. */
const bytesPerEntry = 500;
const bytesPerTag = 150;
const bytesPerCharacter = 5;

/** A response that is kept, by its JSON. */
export interface CacheableResult {
  readonly json: string;
}

interface Entry<Result> {
  result: Result;
  tags: readonly string[];
  /** On the clock of `now`. */
  until: number;
}

/** A response and what ends it. */
export interface Candidate<Result> {
  result: Result;
  /** The ids that it shows. */
  ids: Iterable<string>;
  /** The subgraphs of whose lists it has a part. */
  lists: Iterable<string>;
  /** The time at which it ends, in milliseconds of the epoch. */
  until: number;
  /** The moment, from `moment()`, before which no part of it was read. */
  since: number;
}

export interface PublicCacheOptions {
  maxBytes: number;
  /** Whether every change is known. While it is not, nothing is served. */
  isCurrent: () => boolean;
  /** Called at each lookup. */
  onLookup?: (isHit: boolean) => void;
  /** Milliseconds of the epoch. */
  now?: () => number;
}

/** Responses that every viewer gets, until a part of them changes. */
export class PublicCache<Result extends CacheableResult> {
  readonly #options: PublicCacheOptions;
  /** Milliseconds of the epoch. */
  readonly now: () => number;
  #prefixes = 0;
  readonly #drops = new RecentDrops();
  readonly #byTag = new Map<string, Set<string>>();
  readonly #entries: LRUCache<string, Entry<Result>>;

  constructor(options: PublicCacheOptions) {
    this.#options = options;
    this.now = options.now ?? (() => Date.now());
    this.#entries = new LRUCache({
      maxSize: options.maxBytes,
      sizeCalculation: ({ result, tags }, key) =>
        bytesPerEntry + bytesPerCharacter * (result.json.length + key.length) + bytesPerTag * tags.length,
      dispose: ({ tags }, key) => this.#forget(tags, key),
    });
  }

  get usage(): { entries: number; bytes: number } {
    return { entries: this.#entries.size, bytes: this.#entries.calculatedSize };
  }

  get(key: string): Result | undefined {
    const result = this.#options.isCurrent() ? this.#find(key) : undefined;
    this.#options.onLookup?.(result !== undefined);
    return result;
  }

  #find(key: string): Result | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.until > this.now()) return entry?.result;
    this.#entries.delete(key);
    return undefined;
  }

  /** The beginning of keys that no other part of the program uses. */
  createPrefix(): string {
    return `${++this.#prefixes}\n`;
  }

  /** This moment, for `Candidate.since`. */
  moment(): number {
    return this.#drops.now();
  }

  /** Stores a response, unless a part of it was dropped since it began. */
  set(key: string, { result, ids, lists, until, since }: Candidate<Result>): void {
    const tags = [...ids, ...[...lists].map(tagOfList)];
    if (this.#drops.hasSince(since, tags)) return;
    this.#entries.set(key, { result, tags, until });
    if (!this.#entries.has(key)) return;
    for (const tag of tags) {
      const keys = this.#byTag.get(tag);
      if (keys) keys.add(key);
      else this.#byTag.set(tag, new Set([key]));
    }
  }

  /** Drops what shows one of these ids or a part of a list of the subgraph. */
  drop(subgraph: string, ids: Iterable<string>): void {
    for (const tag of [...ids, tagOfList(subgraph)]) {
      this.#drops.add(tag);
      for (const key of [...(this.#byTag.get(tag) ?? [])]) this.#entries.delete(key);
    }
  }

  clear(): void {
    this.#drops.addAll();
    this.#entries.clear();
  }

  #forget(tags: readonly string[], key: string): void {
    for (const tag of tags) {
      const keys = this.#byTag.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.#byTag.delete(tag);
    }
  }
}

/** Differs from every id. */
const tagOfList = (subgraph: string): string => `list of ${subgraph}`;
