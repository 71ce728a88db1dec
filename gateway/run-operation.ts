import { type ExecutionResult, GraphQLError, getVariableValues } from 'graphql';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import type { ConcurrencyLimiter } from './admission/concurrency-limiter.ts';
import type { CostBudget } from './admission/cost/cost-budget.ts';
import type { Admission, PreparedOperation } from './admission/operation-cache.ts';
import type { RefusalDelay } from './admission/refusal-delay.ts';
import { applyRefusals } from './admission/refusal-tree.ts';
import type { AdmittedOperation } from './admission/refuse-fields.ts';
import { recorderFor, withDebug } from './debug-extensions.ts';
import type { ExecutionRequest } from './execution/request.ts';
import { convertVariables } from './graphql/long-integers.ts';
import type { OperationMetrics } from './operation-metrics.ts';
import type { GatewayContext } from './request-context.ts';
import type { QuerySharing, RunContext } from './sharing/query-sharing.ts';
import type { FederatedGraph } from './supergraph/federated-graph.ts';
import type { Subgraphs } from './upstream/subgraphs.ts';
import type { UsageCounter } from './usage/usage-counter.ts';

/** Errors of one request's variables. A client could otherwise have one written for every item of a long list. */
const maxErrors = 50;

/** What each operation has to pass before it runs, and what measures it. */
export interface OperationLimits {
  limiter: ConcurrencyLimiter;
  metrics: Pick<OperationMetrics, 'ran' | 'subscribed'>;
  budget: Pick<CostBudget, 'admit' | 'follow'>;
  refusalDelay: Pick<RefusalDelay, 'follow'>;
  usage: Pick<UsageCounter, 'count'>;
}

/** One request of a client for an operation. */
export interface OperationRequest {
  graph: FederatedGraph;
  subgraphs: Pick<Subgraphs, 'createFetch'>;
  sharing: Pick<QuerySharing, 'runnerOf'>;
  operation: PreparedOperation;
  variables: Record<string, unknown>;
  context: GatewayContext;
}

/**
 * Coerces the variables that the admitted operation declares, with defaults, and returns them beside those for the subgraphs. Returns errors for
 * invalid values.
 */
export function coerceVariables(
  { graph, variables: sent }: OperationRequest,
  { definition }: Admission,
): Pick<ExecutionRequest, 'variables' | 'coerced'> | { errors: readonly GraphQLError[] } {
  const definitions = definition.variableDefinitions ?? [];
  const variables = convertVariables(graph.apiSchema, definitions, sent);
  const { errors, coerced } = getVariableValues(graph.apiSchema, definitions, variables, { maxErrors });
  if (!errors) return { variables, coerced };
  return {
    errors: errors.map(
      ({ message, nodes }) => new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } }),
    ),
  };
}

/** The estimated cost of the operation for its viewer. Zero when it is refused before it costs anything. */
export function estimateCost(request: OperationRequest): number {
  const admission = request.operation.admissionFor(request.context.viewer);
  const values = coerceVariables(request, admission);
  if ('errors' in values) return 0;
  try {
    return admission.cost().estimate(values.coerced);
  } catch {
    return 0;
  }
}

/**
 * Runs a query or a mutation: admission, planning, execution.
 *
 * @throws Refusal RATE_LIMITED when too many operations are queued; GraphQLError RATE_LIMITED, with HTTP 429, above a limit of the client.
 */
export async function runOperation(request: OperationRequest, limits: OperationLimits): Promise<ExecutionResult> {
  const start = performance.now();
  let result: ExecutionResult;
  try {
    result = await run(request, limits);
  } catch (error) {
    limits.metrics.ran(request.operation, start, { errors: [asGraphQLError(error)] });
    throw error;
  }
  limits.metrics.ran(request.operation, start, result);
  if (request.operation.signIns > 0) await limits.refusalDelay.follow(result);
  return result;
}

async function run(request: OperationRequest, { limiter, budget, usage }: OperationLimits): Promise<ExecutionResult> {
  const { operation, subgraphs, sharing, context } = request;
  const { span, debug } = context;
  const runQuery = sharing.runnerOf(operation, context);
  const refusal = operation.refusalFor(context.viewer);
  if (refusal) return { errors: [asGraphQLError(refusal)] };
  const admitting = span?.child('admit');
  const admission = operation.admissionFor(context.viewer);
  const values = coerceVariables(request, admission);
  admitting?.end();
  if ('errors' in values) return values;
  usage.count(request);
  const cost = budget.admit(admission, values.coerced);
  if (typeof cost !== 'number') return { errors: [cost] };
  const counting = context.allowance.spend(cost);
  if (counting) await counting;
  const observer = budget.follow(cost, values.coerced, debug?.has('cost') ?? false);
  const recorder = recorderFor(debug);
  const executable = admission.executable();
  const execute = async ({ upstreamHeaders, signal }: RunContext) => {
    await limiter.enter();
    const fetch = subgraphs.createFetch(operation, { ...context, upstreamHeaders });
    return executable.run({ ...values, fetch, signal, observer, recorder, span });
  };
  try {
    const result = addRefusals(await runQuery(values.variables, execute), admission);
    return withDebug(result, debug, observer, recorder);
  } catch (error) {
    if (!context.signal.aborted) throw error;
    // The client has disconnected: this is no failure, and no client reads the result.
    return { data: null };
  }
}

/** Adds the nulls and the errors of refused fields to the result. A result without any object that has them has no `errors`. */
export function addRefusals(result: ExecutionResult, { refusals }: AdmittedOperation): ExecutionResult {
  if (!refusals || !result.data) return result;
  const { data, errors } = applyRefusals(result.data, refusals);
  const refused = errors.map(({ path, code }) => new GraphQLError(code, { path, extensions: { code } }));
  const all = [...refused, ...(result.errors ?? [])];
  return all.length > 0 ? { data, errors: all } : { data };
}
