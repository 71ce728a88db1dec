import { LRUCache } from 'lru-cache';

/** Drops of different tags that are remembered. */
export const rememberedDrops = 10_000;

/** The drops of a while, so that no response is stored that began before one of its own. */
export class RecentDrops {
  #count = 0;
  /** The number of the last drop that is not remembered: it may have been of any tag. */
  #forgotten = 0;
  readonly #drops = new LRUCache<string, number>({
    max: rememberedDrops,
    dispose: (drop, _tag, reason) => {
      if (reason === 'evict') this.#forgotten = Math.max(this.#forgotten, drop);
    },
  });

  /** This moment, as the number of drops before it. */
  now(): number {
    return this.#count;
  }

  add(tag: string): void {
    this.#drops.set(tag, ++this.#count);
  }

  addAll(): void {
    this.#drops.clear();
    this.#forgotten = ++this.#count;
  }

  /** Whether one of the tags was dropped after the moment, or may have been. */
  hasSince(moment: number, tags: Iterable<string>): boolean {
    if (this.#forgotten > moment) return true;
    for (const tag of tags) if ((this.#drops.peek(tag) ?? 0) > moment) return true;
    return false;
  }
}
