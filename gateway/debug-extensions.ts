import type { ExecutionResult } from 'graphql';
import type { FollowedRun } from './admission/cost/cost-budget.ts';
import { planTree } from './execution/report/plan-tree.ts';
import { RunRecorder } from './execution/report/run-recorder.ts';
import { planText } from './planning/query-plan/plan-text.ts';
import type { DebugPart } from './request-context.ts';

/** Records the run of an operation whose plan is requested. */
export function recorderFor(debug: ReadonlySet<DebugPart> | undefined): RunRecorder | undefined {
  if (!debug || debug.size === 0 || (debug.size === 1 && debug.has('cost'))) return undefined;
  return new RunRecorder({ isDry: debug.has('dry-run') });
}

/** Adds to a result what an admin has requested of the run. */
export function withDebug(
  result: ExecutionResult,
  debug: ReadonlySet<DebugPart> | undefined,
  observer: FollowedRun,
  recorder: RunRecorder | undefined,
): ExecutionResult {
  if (!debug || debug.size === 0 || result.data === undefined) return result;
  const cost = debug.has('cost') ? { cost: observer.report() } : {};
  return { ...result, extensions: { ...cost, ...(recorder ? planExtensions(debug, recorder) : {}) } };
}

/** The plan in our form, and in the forms that Apollo's tools request. */
function planExtensions(debug: ReadonlySet<DebugPart>, recorder: RunRecorder): Record<string, unknown> {
  const { plan } = recorder;
  if (!plan) return {};
  const { node } = plan;
  const text = planText(node);
  const ofApollo = { kind: 'QueryPlan', ...(node ? { node } : {}) };
  return {
    ...(debug.has('query-plan') || debug.has('dry-run') ? { queryPlan: { node: planTree(plan, recorder), text } } : {}),
    ...(debug.has('apollo-router') ? { apolloQueryPlan: { object: ofApollo, text } } : {}),
    ...(debug.has('apollo-gateway') ? { __queryPlanExperimental: text } : {}),
  };
}
