import { type ExecutionResult, GraphQLError, getVariableValues } from 'graphql';
import type { ConcurrencyLimiter } from './admission/concurrency-limiter.ts';
import type { Admission, PreparedOperation } from './admission/operation-cache.ts';
import { putRefusalsBack } from './admission/refusal-tree.ts';
import type { AdmittedOperation } from './admission/refuse-fields.ts';
import type { GatewayContext } from './request-context.ts';
import type { FederatedGraph } from './supergraph/federated-graph.ts';
import type { FetchSubgraph } from './upstream/subgraph-response.ts';

/** An operation and the client's request for it. */
export interface OperationRequest {
  graph: FederatedGraph;
  operation: PreparedOperation;
  fetch: FetchSubgraph;
  variables: Record<string, unknown>;
  context: GatewayContext;
}

/** Coerces the variables that the admitted operation declares, with defaults; or returns the errors of those that do not fit. */
export function coerceVariables(
  { graph, variables }: OperationRequest,
  { definition }: Admission,
): { coerced: Record<string, unknown> } | { errors: readonly GraphQLError[] } {
  const { errors, coerced } = getVariableValues(graph.apiSchema, definition.variableDefinitions ?? [], variables);
  if (!errors) return { coerced };
  return {
    errors: errors.map(
      ({ message, nodes }) => new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } }),
    ),
  };
}

/**
 * Runs a query or a mutation: admission, planning, execution.
 *
 * @throws Refusal RATE_LIMITED when too many operations wait to start.
 */
export async function runOperation(request: OperationRequest, limiter: ConcurrencyLimiter): Promise<ExecutionResult> {
  const { operation, variables, fetch, context } = request;
  const admission = operation.admittedTo(context.viewer);
  const coerced = coerceVariables(request, admission);
  if ('errors' in coerced) return coerced;
  const { executable } = admission.planned();
  const { signal } = context;
  await limiter.enter();
  try {
    return addRefusals(await executable.run({ ...coerced, variables, fetch, signal }), admission);
  } catch (error) {
    if (!signal.aborted) throw error;
    // The client has disconnected: nothing failed, and no response is read.
    return { data: null };
  }
}

/** Adds a null and an error to the result for each field that the viewer may not see. */
export function addRefusals(result: ExecutionResult, { refusals }: AdmittedOperation): ExecutionResult {
  if (!refusals || !result.data) return result;
  const { data, refused } = putRefusalsBack(result.data, refusals);
  const errors = refused.map(({ path, code }) => new GraphQLError(code, { path, extensions: { code } }));
  return { data, errors: [...errors, ...(result.errors ?? [])] };
}
