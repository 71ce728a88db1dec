import type { FetchNode, PlanNode } from '@apollo/query-planner';

/** A fetch of a plan, compiled. */
export interface CompiledFetch {
  /** The part of the plan that sends the fetch's requests. Fetches that share a request have the same. */
  readonly part: object;
}

/** The plan of a query or a mutation under settled conditions, and what it was compiled to. */
export interface FetchedPlan {
  /** Undefined when nothing is fetched. */
  node: PlanNode | undefined;
  fetches: ReadonlyMap<FetchNode, CompiledFetch>;
}
