import type { FetchNode } from '@apollo/query-planner';
import type { FieldNode } from 'graphql';
import type { Conditions } from '../../graphql/conditions.ts';
import type { Plan } from './plan-nodes.ts';

/** The fetches of an operation. */
export interface OperationPlan {
  /** The plan under settled conditions, which may still have condition nodes. Throws when the operation cannot be planned. */
  under(conditions: Conditions): Plan;
  /** The fetch that a subscription subscribes to. */
  primary: FetchNode | null;
  /** The response key under which the subgraphs answer a field of the client's operation. */
  keyOf(field: FieldNode): string;
  /** The client's response keys, by the planner's keys that differ from them. */
  clientKeys: ReadonlyMap<string, string>;
}
