import type { Metrics } from './http/metrics.ts';

/** Stands for every limit in `MEASURE_LIMITS`. */
export const allLimits = 'all';

/**
 * The limits of a process, by name. A limit that is only measured counts the requests above it and refuses none, so that an operator learns
 * what a limit would refuse before it does.
 */
export class Limits<Name extends string> {
  readonly #measured: ReadonlySet<string>;
  readonly #exceeded: (labels: { limit: Name; action: 'refused' | 'measured' }) => void;

  /** @param measured the names of the limits that refuse nothing, or `all`. */
  constructor(metrics: Metrics, measured: readonly string[]) {
    this.#measured = new Set(measured);
    const counter = metrics.counter('limit_exceeded_total', 'Requests above a limit', ['limit', 'action']);
    this.#exceeded = (labels) => counter.inc(labels);
  }

  /** Whether the limit refuses nothing. */
  isMeasured(limit: Name): boolean {
    return this.#measured.has(limit) || this.#measured.has(allLimits);
  }

  /** Counts a request above the limit, and returns whether it is to be refused. */
  exceeded(limit: Name): boolean {
    const isMeasured = this.isMeasured(limit);
    this.#exceeded({ limit, action: isMeasured ? 'measured' : 'refused' });
    return !isMeasured;
  }
}
