import { LRUCache } from 'lru-cache';
import type { PlanStep } from './plan-steps.ts';
import type { Shape } from './response/object-writer.ts';

/** Variants that a graph keeps. */
export const maxVariants = 5_000;
/** Estimated bytes of heap that they take. */
export const maxVariantBytes = 64 * 1024 * 1024;

/** An operation under one set of conditions. */
export interface Variant {
  step: PlanStep | null;
  shape: Shape;
}

/**
 * The variants of a graph's operations, of which those that last ran are kept, up to a number and a size: an operation may
 * have as many as there are combinations of its conditions.
 */
export class Variants {
  readonly #kept = new LRUCache<string, Variant>({ max: maxVariants, maxSize: maxVariantBytes });
  #operations = 0;

  /** How many are kept, and how many bytes they hold by estimate. */
  get kept(): { variants: number; bytes: number } {
    return { variants: this.#kept.size, bytes: this.#kept.calculatedSize };
  }

  /** Gives those of one operation, whose text has so many characters: each by its conditions, compiled where it is not kept. */
  ofOperation(characters: number): (conditions: string, compile: () => Variant) => Variant {
    const size = heapPerVariant + characters * heapPerCharacter;
    const operation = ++this.#operations;
    return (conditions, compile) => {
      const key = `${operation} ${conditions}`;
      let variant = this.#kept.get(key);
      if (!variant) {
        variant = compile();
        this.#kept.set(key, variant, { size });
      }
      return variant;
    };
  }
}

// Measured over the operations of our own clients: 27 bytes a character.
const heapPerCharacter = 40;
const heapPerVariant = 4_000;
