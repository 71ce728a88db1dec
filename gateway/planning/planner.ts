import type { Conditions } from '../graphql/conditions.ts';
import type { OperationParts } from '../graphql/operation-parts.ts';
import type { OperationPlan } from './query-plan/operation-plan.ts';

/** An operation to plan, under settled conditions. */
export interface PlanRequest {
  operation: OperationParts;
  conditions: Conditions;
}

/** Plans operations. Apollo's planner is one implementation; the rest of the gateway knows this interface alone. */
export interface Planner {
  /**
   * Plans a valid operation.
   *
   * @throws PlanLimitExceeded when the plan takes more than the planner's bounds allow; GraphQLError when the operation itself is at
   * fault; any other error when no plan exists.
   */
  plan(request: PlanRequest): OperationPlan | Promise<OperationPlan>;
  stop(): Promise<void>;
}

/** The bounds of planning one operation. */
export interface PlanBounds {
  /** Milliseconds of planning; the time in a queue does not count. */
  time: number;
  /** Megabytes of a planner's heap. */
  memory: number;
  /** Ways to resolve a selection that the planner compares at once. */
  paths: number;
  /** Whole plans that the planner compares. The planner drops the worst beyond that. */
  plans: number;
}

/** A plan takes more than a bound allows. */
export class PlanLimitExceeded extends Error {
  readonly bound: 'time' | 'memory' | 'paths';
  readonly limit: number;

  constructor(bound: PlanLimitExceeded['bound'], limit: number) {
    super(`planning takes more than ${limit} (${bound})`);
    this.bound = bound;
    this.limit = limit;
  }
}
