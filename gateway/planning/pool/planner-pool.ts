import { print } from 'graphql';
import { LRUCache } from 'lru-cache';
import { usedDocument } from '../../graphql/operation-parts.ts';
import { type PlanBounds, PlanLimitExceeded, type Planner, type PlannerOptions, type PlanRequest } from '../planner.ts';
import type { OperationPlan } from '../query-plan/operation-plan.ts';
import type { PlanMessage } from './messages.ts';
import { PlanningLane } from './planning-lane.ts';

/** Operations whose refusal is remembered. */
const maxRefusals = 1_000;
/** Milliseconds after a plan of the others at which the pool checks whether all their workers are busy. If so, it starts that of the known operations. */
export const checkDelay = 1_000;
/** Milliseconds for which a refusal by time or memory is remembered: the machine may have been busy. */
const refusalTime = 60_000;

export interface PlannerPoolOptions {
  supergraph: string;
  bounds: PlanBounds;
  unplannable: PlannerOptions['unplannable'];
  /** Worker threads for operations of clients that are not known. */
  workers: number;
  /** Whether there are known clients, whose operations have a worker of their own. */
  hasKnown: boolean;
}

/**
 * Plans in worker threads, so that no operation blocks the event loop, each within bounds. The same operation requested twice at the
 * same time is planned once. A refusal by a count is remembered as long as the pool lives, one by time or memory for a minute.
 *
 * Operations of known clients use any idle worker, and have one of their own when the others are busy: a stream of other operations
 * delays them by the start of that worker at most.
 */
export class PlannerPool implements Planner {
  readonly #known: PlanningLane;
  readonly #others: PlanningLane;
  readonly #hasKnown: boolean;
  readonly #pending = new Map<string, Promise<OperationPlan>>();
  #busyCheck: NodeJS.Timeout | undefined;
  readonly #refusals = new LRUCache<string, PlanLimitExceeded>({ max: maxRefusals });

  constructor({ supergraph, bounds, unplannable, workers, hasKnown }: PlannerPoolOptions) {
    const { paths, plans } = bounds;
    const options = { supergraph, paths, plans, unplannable };
    this.#known = new PlanningLane(1, options, bounds);
    this.#others = new PlanningLane(workers, options, bounds);
    this.#others.start();
    this.#hasKnown = hasKnown;
  }

  async plan({ operation, conditions, isKnown }: PlanRequest): Promise<OperationPlan> {
    const message: PlanMessage = { document: print(usedDocument(operation)), conditions: [...conditions] };
    const key = JSON.stringify(message);
    const refusal = this.#refusals.get(key);
    if (refusal) throw refusal;
    let pending = this.#pending.get(key);
    if (!pending) {
      pending = this.#laneFor(isKnown)
        .plan(message)
        .finally(() => this.#pending.delete(key));
      this.#pending.set(key, pending);
    }
    try {
      return await pending;
    } catch (error) {
      if (error instanceof PlanLimitExceeded) {
        this.#refusals.set(key, error, error.bound === 'paths' ? {} : { ttl: refusalTime });
      }
      throw error;
    }
  }

  async stop(): Promise<void> {
    clearTimeout(this.#busyCheck);
    await Promise.all([this.#known.stop(), this.#others.stop()]);
  }

  #laneFor(isKnown: boolean): PlanningLane {
    if (isKnown) return this.#others.isIdle ? this.#others : this.#known;
    if (this.#hasKnown) this.#startKnownWhenBusy();
    return this.#others;
  }

  /** Most plans end before the check. The worker takes memory, so it starts only when a known operation may need it. */
  #startKnownWhenBusy(): void {
    this.#busyCheck ??= setTimeout(() => {
      this.#busyCheck = undefined;
      if (!this.#others.isIdle) this.#known.start();
    }, checkDelay).unref();
  }
}
