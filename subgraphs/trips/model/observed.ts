import type { PublishedEvent } from './actions.ts';

/** The part of an observed round that the model is checked against. */
export interface Observed {
  /** The events of each trip, in order. */
  events: ReadonlyMap<string, readonly PublishedEvent[]>;
  /** The passengers for whom several requests of the round book. Concurrent requests may exceed their limits. */
  concurrentPassengers: ReadonlySet<string>;
}

/** The order that is being tried does not explain the observed round. */
export class UnexplainedError extends Error {}
