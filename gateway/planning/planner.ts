import type { Conditions } from '../graphql/conditions.ts';
import type { OperationParts } from '../graphql/operation-parts.ts';
import type { OperationPlan } from './query-plan/operation-plan.ts';

/** An operation to plan, under settled conditions. */
export interface PlanRequest {
  operation: OperationParts;
  conditions: Conditions;
  /** Whether a known client sends the operation. */
  isKnown: boolean;
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

export interface PlannerOptions {
  /** Ways to resolve a selection that the planner compares at once. */
  paths: number;
  /** Whole plans that the planner compares. It drops the worst beyond that. */
  plans: number;
  /** Whether a part of an operation that cannot be planned is null, or fails the operation. */
  unplannable: 'null' | 'fail';
}

/** Measured: our own clients' operations need fewer than 20 paths. 1,000 are compared in 60 ms. */
export const defaultPlannerOptions: PlannerOptions = { paths: 1_000, plans: 10_000, unplannable: 'null' };

/** The bounds of planning one operation. */
export interface PlanBounds extends Pick<PlannerOptions, 'paths' | 'plans'> {
  /** Milliseconds of planning; the time in a queue does not count. */
  time: number;
  /** Megabytes of a planner's heap. */
  memory: number;
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
