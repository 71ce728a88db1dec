import { hash, pick } from '../../gateway/differential/random.ts';

/** A sequence of choices that depends only on its seed. */
export class Dice {
  readonly #seed: number;
  #rolls = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A whole number from 0 to below `bound`. */
  below(bound: number): number {
    return hash(this.#seed, this.#rolls++) % bound;
  }

  /** True with this probability, from 0 to 1. */
  chance(probability: number): boolean {
    return this.below(1_000_000) < probability * 1_000_000;
  }

  pick<T>(items: readonly T[]): T {
    return pick(items, this.below(2 ** 31));
  }

  /** What a function returns, up to `most` times. */
  list<T>(most: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.below(most + 1) }, (_, index) => make(index));
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}
