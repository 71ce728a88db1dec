import { type DocumentNode, GraphQLError } from 'graphql';
import { type Conditions, conditionVariables } from '../../../gateway/graphql/conditions.ts';
import { operationParts } from '../../../gateway/graphql/operation-parts.ts';
import { operationPlanner } from '../../../gateway/planning/operation-planner.ts';
import {
  defaultPlanBounds,
  defaultPlannerOptions,
  PlanLimitExceeded,
  type Planner,
} from '../../../gateway/planning/planner.ts';
import { WorkerLost } from '../../../gateway/planning/pool/plan-worker.ts';
import { PlannerPool } from '../../../gateway/planning/pool/planner-pool.ts';
import type { OperationPlan } from '../../../gateway/planning/query-plan/operation-plan.ts';
import { CannotRun } from '../cannot-run.ts';

/** An operation with more variables in its `@skip` and `@include` is planned with all of them true, and all false. */
const maxConditions = 4;

/** Creates a planner of a supergraph that fails where a part of an operation cannot be planned. */
export type CreatePlanner = (supergraphSdl: string) => Planner;

/** Plans in a thread, within all bounds of the gateway. */
export const boundedPlanner: CreatePlanner = (supergraph) =>
  new PlannerPool({ supergraph, bounds: defaultPlanBounds, unplannable: 'fail', workers: 1, hasKnown: false });

/** Plans in this thread, without a bound on time and memory. */
export const unboundedPlanner: CreatePlanner = (supergraph) =>
  operationPlanner(supergraph, { ...defaultPlannerOptions, unplannable: 'fail' });

/** Passes `work` a planner, and stops it afterwards. */
export async function withPlanner<T>(planner: Planner, work: (planner: Planner) => Promise<T>): Promise<T> {
  // The planner's thread alone does not keep the process running.
  const keepAlive = setInterval(() => {}, 60_000);
  try {
    return await work(planner);
  } finally {
    clearInterval(keepAlive);
    await planner.stop();
  }
}

/** The plans of an operation, by the values of its conditions. */
export interface OperationPlans {
  plans: readonly { conditions: Conditions; plan: OperationPlan }[];
  /** Why it cannot be planned; null if it can. */
  reason: string | null;
}

/**
 * Plans a document of one operation, with each value of its conditions, up to the first that cannot be planned.
 *
 * @throws CannotRun when the planner's thread ends.
 */
export async function plansOf(planner: Planner, document: DocumentNode): Promise<OperationPlans> {
  const operation = operationParts(document, undefined);
  const plans: { conditions: Conditions; plan: OperationPlan }[] = [];
  for (const conditions of combinations(conditionVariables(document).map(({ name }) => name))) {
    try {
      const plan = await planner.plan({ operation, conditions, isKnown: false });
      const [fault] = plan.invalidFetches;
      if (fault !== undefined) return { plans, reason: `A subgraph would refuse its part of the plan: ${fault}` };
      plans.push({ conditions, plan });
    } catch (error) {
      if (error instanceof WorkerLost) throw new CannotRun(`the planner ended: ${error.message}`, { cause: error });
      return { plans, reason: `The gateway can't plan it: ${reasonOf(error)}` };
    }
  }
  return { plans, reason: null };
}

function combinations(names: readonly string[]): Conditions[] {
  if (names.length > maxConditions)
    return [true, false].map((value) => new Map(names.map((name) => [name, value] as const)));
  return names.reduce<ReadonlyMap<string, boolean>[]>(
    (all, name) => all.flatMap((each) => [true, false].map((value) => new Map([...each, [name, value]]))),
    [new Map()],
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof GraphQLError || error instanceof PlanLimitExceeded) return error.message;
  return (error as Error).message.split('\n')[0] ?? '';
}
