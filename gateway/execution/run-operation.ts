import { type DocumentNode, type ExecutionResult, GraphQLError, getOperationAST, getVariableValues } from 'graphql';
import type { ErrorCode } from '#platform/errors/codes.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { putRefusalsBack } from '../admission/refusal-tree.ts';
import { type AdmittedOperation, refuseFields } from '../admission/refuse-fields.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { FederatedGraph } from '../supergraph/federated-graph.ts';
import type { FetchSubgraph } from './compile-operation.ts';

/** A valid operation as a client sent it. */
export interface ClientOperation {
  graph: FederatedGraph;
  fetch: FetchSubgraph;
  document: DocumentNode;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  context: GatewayContext;
  /** Whether the gateway leaves it to the subgraphs who may see what. */
  authBySubgraphs: boolean;
}

/** Whether the auth directives let it run, and as what. */
export function admit({
  graph,
  document,
  operationName,
  context,
  authBySubgraphs,
}: ClientOperation): AdmittedOperation {
  const operation = getOperationAST(document, operationName);
  if (!operation || authBySubgraphs) return { document, refusals: null };
  return refuseFields(graph.apiSchema, document, operation, graph.policy, context.viewer);
}

/**
 * The variables as what was admitted of an operation declares them, defaults filled in; or the errors of those that don't
 * fit.
 */
export function coerceVariables(
  { graph, operationName, variables }: ClientOperation,
  { document }: AdmittedOperation,
): { coerced: Record<string, unknown> } | { errors: readonly GraphQLError[] } {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const { errors, coerced } = getVariableValues(graph.apiSchema, definitions, variables);
  if (!errors) return { coerced };
  return {
    errors: errors.map(
      ({ message, nodes }) => new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } }),
    ),
  };
}

/** Runs a query or a mutation: admission, plan, execution. */
export async function runOperation(operation: ClientOperation): Promise<ExecutionResult> {
  const { graph, fetch, operationName, context } = operation;
  const definition = getOperationAST(operation.document, operationName);
  if (!definition) return notRun('OPERATION_RESOLUTION_FAILURE');
  if (definition.operation === 'subscription') return notRun('OPERATION_NOT_ALLOWED');
  const admitted = admit(operation);
  const variables = coerceVariables(operation, admitted);
  if ('errors' in variables) return variables;
  const { executable } = graph.planned(admitted.document, operationName);
  const { signal } = context;
  try {
    return finish(await executable.run({ ...variables, variables: operation.variables, fetch, signal }), admitted);
  } catch (error) {
    if (!signal.aborted) throw error;
    // Nobody waits for it any more, and that is no failure of ours.
    return { data: null };
  }
}

/** It is the client's fault, and so a 400 where it came by HTTP. */
function notRun(code: ErrorCode): ExecutionResult {
  const originalError = new Refusal(code);
  return { errors: [new GraphQLError(code, { originalError, extensions: { code, http: { status: 400 } } })] };
}

/** The answer as the client asked for it, with what was refused. */
export function finish(result: ExecutionResult, { refusals }: AdmittedOperation): ExecutionResult {
  if (!refusals || !result.data) return result;
  const { data, refused } = putRefusalsBack(result.data, refusals);
  const errors = refused.map(({ path, code }) => new GraphQLError(code, { path, extensions: { code } }));
  return { data, errors: [...errors, ...(result.errors ?? [])] };
}
