import type { ServiceMap } from '@apollo/gateway';
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { putRefusalsBack } from '../admission/refusal-tree.ts';
import { type AdmittedOperation, refuseFields } from '../admission/refuse-fields.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { FederatedGraph } from '../supergraph/federated-graph.ts';
import { executePlan } from './execute-plan.ts';

/** A valid operation as a client sent it. */
export interface ClientOperation {
  graph: FederatedGraph;
  services: ServiceMap;
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

/** The variables as the operation declares them, defaults filled in; or the errors of those that don't fit. */
export function coerceVariables(
  { graph, variables }: ClientOperation,
  operation: OperationDefinitionNode,
): { coerced: Record<string, unknown> } | { errors: readonly GraphQLError[] } {
  const { errors, coerced } = getVariableValues(graph.apiSchema, operation.variableDefinitions ?? [], variables);
  if (!errors) return { coerced };
  return {
    errors: errors.map(
      ({ message, nodes }) => new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } }),
    ),
  };
}

/** Runs a query or a mutation: admission, plan, execution. */
export async function runOperation(operation: ClientOperation): Promise<ExecutionResult> {
  const { graph, services, operationName } = operation;
  const definition = getOperationAST(operation.document, operationName);
  if (!definition)
    throw new GraphQLError('no such operation', { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
  const variables = coerceVariables(operation, definition);
  if ('errors' in variables) return variables;
  const admitted = admit(operation);
  const plan = graph.plan(admitted.document, operationName);
  const result = await executePlan(plan, services, { ...operation, document: admitted.document });
  return finish(result, admitted);
}

/** The answer as the client asked for it, with what was refused. */
export function finish(result: ExecutionResult, { refusals }: AdmittedOperation): ExecutionResult {
  if (!refusals || !result.data) return result;
  const { data, refused } = putRefusalsBack(result.data, refusals);
  const errors = refused.map(({ path, code }) => new GraphQLError(code, { path, extensions: { code } }));
  return { data, errors: [...errors, ...(result.errors ?? [])] };
}
