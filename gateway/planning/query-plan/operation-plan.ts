import type { FetchNode } from '@apollo/query-planner';
import type { Plan } from './plan-nodes.ts';

/** What is fetched for an operation under settled conditions. It is plain data, which can be sent between threads. */
export interface OperationPlan {
  plan: Plan;
  /** The response keys under which the subgraphs answer fields of the client's operation, by `fieldIdentity`, if they differ. */
  keys: ReadonlyMap<string, string>;
  /** The client's response keys, by the planner's keys that differ from them. */
  clientKeys: ReadonlyMap<string, string>;
  /** The client's variables, by the names under which the fetches use them, if they differ. */
  clientVariables: ReadonlyMap<string, string>;
  /** Why fetches were left out of the plan: their subgraphs would refuse them. */
  invalidFetches: readonly string[];
}

/** The fetch that a subscription subscribes to; null for other operations. */
export function primaryOf({ plan: { node } }: OperationPlan): FetchNode | null {
  return node?.kind === 'Subscription' ? node.primary : null;
}
