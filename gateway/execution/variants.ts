import type { FetchNode } from '@apollo/query-planner';
import { LRUCache } from 'lru-cache';
import type { PlanStep } from './plan-steps.ts';
import type { FetchedPlan } from './report/fetched-plan.ts';
import type { RunCosts } from './request.ts';
import type { Shape } from './response/object-writer.ts';

/** The number of variants that a graph keeps. */
export const maxVariants = 5_000;
/** The heap that they take, in bytes, by estimate. */
export const maxVariantBytes = 64 * 1024 * 1024;

/** An operation compiled under one set of conditions. */
export interface Variant {
  step: PlanStep | null;
  shape: Shape;
  costs: RunCosts;
  /** The fetch that a subscription subscribes to; null for other operations. */
  primary: FetchNode | null;
  /** What an admin can read of it; null for a subscription. */
  plan: FetchedPlan | null;
  /** The client's response keys, by the planner's keys that differ from them. */
  clientKeys: ReadonlyMap<string, string>;
  /** The client's variables, by the names under which the fetches use them, if they differ. */
  clientVariables: ReadonlyMap<string, string>;
}

/** The variants of one operation. */
export interface OperationVariants {
  get(conditions: string): Variant | undefined;
  set(conditions: string, variant: Variant): void;
}

/**
 * Caches the variants of a graph's operations, the most recently used first. The bounds matter: an operation has as many variants as its
 * conditions have combinations.
 */
export class Variants {
  readonly #cache = new LRUCache<string, Variant>({ max: maxVariants, maxSize: maxVariantBytes });
  #operations = 0;

  /** The number of variants in the cache, and their estimated bytes. */
  get usage(): { variants: number; bytes: number } {
    return { variants: this.#cache.size, bytes: this.#cache.calculatedSize };
  }

  /** The variants of one operation, by their conditions. `characters` is the length of its text. */
  ofOperation(characters: number): OperationVariants {
    const size = heapPerVariant + characters * heapPerCharacter;
    const operation = ++this.#operations;
    return {
      get: (conditions) => this.#cache.get(`${operation} ${conditions}`),
      set: (conditions, variant) => void this.#cache.set(`${operation} ${conditions}`, variant, { size }),
    };
  }
}

// Our clients' operations take 27 bytes a character, measured.
const heapPerCharacter = 40;
const heapPerVariant = 4_000;
