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

/**
 * Measured over our clients' 34 operations, the 199 of the public audit and 3,000 of the differential test's: they compare at most 1, 4 and
 * 5 paths, and 1, 1,024 and 2,048 plans if the number is not bounded. With 1,000 plans, none of them has more fetches or takes more steps;
 * with 100, one operation of `bench:planning` has 21 fetches instead of 20. 1,000 paths are refused in less than 0.1 s of processor time,
 * where plain Apollo takes more than a minute or all memory.
 */
export const defaultPlannerOptions: PlannerOptions = { paths: 1_000, plans: 1_000, unplannable: 'null' };

/** The bounds of planning one operation. */
export interface PlanBounds extends Pick<PlannerOptions, 'paths' | 'plans'> {
  /** Milliseconds of a processor; the time in a queue does not count. */
  time: number;
  /** Megabytes of a planner's heap. */
  memory: number;
}

/** No operation that the bounds of a document admit was found to take more than a sixth of this time in our own graph. */
export const defaultPlanBounds: PlanBounds = {
  paths: defaultPlannerOptions.paths,
  plans: defaultPlannerOptions.plans,
  time: 2_000,
  memory: 512,
};

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
