import { type ExecutionResult, GraphQLError, getVariableValues } from 'graphql';
import { Turnstile } from './admission/concurrency-limiter.ts';
import type { Admission, PreparedOperation } from './admission/operation-cache.ts';
import { putRefusalsBack } from './admission/refusal-tree.ts';
import type { AdmittedOperation } from './admission/refuse-fields.ts';
import type { FetchSubgraph } from './execution/compile-operation.ts';
import type { GatewayContext } from './request-context.ts';
import type { FederatedGraph } from './supergraph/federated-graph.ts';

/** An operation with what a client sent with it. */
export interface OperationRequest {
  graph: FederatedGraph;
  operation: PreparedOperation;
  fetch: FetchSubgraph;
  variables: Record<string, unknown>;
  context: GatewayContext;
}

/**
 * The variables as what was admitted of an operation declares them, defaults filled in; or the errors of those that don't
 * fit.
 */
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

const turnstile = new Turnstile();

/** Runs a query or a mutation: admission, plan, execution. Throws RATE_LIMITED where too many wait. */
export async function runOperation(request: OperationRequest): Promise<ExecutionResult> {
  const { operation, variables, fetch, context } = request;
  const admission = operation.admittedTo(context.viewer);
  const coerced = coerceVariables(request, admission);
  if ('errors' in coerced) return coerced;
  const { executable } = admission.planned();
  const { signal } = context;
  await turnstile.enter();
  try {
    return finish(await executable.run({ ...coerced, variables, fetch, signal }), admission);
  } catch (error) {
    if (!signal.aborted) throw error;
    // Nobody waits for it any more, and that is no failure of ours.
    return { data: null };
  }
}

/** The answer as the client asked for it, with what was refused. */
export function finish(result: ExecutionResult, { refusals }: AdmittedOperation): ExecutionResult {
  if (!refusals || !result.data) return result;
  const { data, refused } = putRefusalsBack(result.data, refusals);
  const errors = refused.map(({ path, code }) => new GraphQLError(code, { path, extensions: { code } }));
  return { data, errors: [...errors, ...(result.errors ?? [])] };
}
