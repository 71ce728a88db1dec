import { buildOperationContext, executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, type ExecutionResult, GraphQLError, print } from 'graphql';
import type { GatewayContext } from '../gateway-context.ts';
import type { FederatedGraph } from '../supergraph/federated-graph.ts';
import { FetchErrors } from './fetch-errors.ts';

export interface PlannedOperation {
  graph: FederatedGraph;
  document: DocumentNode;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  context: GatewayContext;
}

/**
 * Runs a query plan over the subgraphs. An error of a subgraph is a GraphQLError with the client's path and `serviceName`
 * in its extensions; a null where none may be is an error, too.
 */
export async function executePlan(
  plan: QueryPlan,
  services: ServiceMap,
  { graph, document, operationName, variables, context }: PlannedOperation,
): Promise<ExecutionResult> {
  const source = print(document);
  const requestContext = {
    request: { query: source, variables, operationName },
    source,
    document,
    operationName,
    schema: graph.apiSchema,
    context,
    logger: context.log,
    metrics: {},
    cache: undefined,
  };
  const operationContext = buildOperationContext({
    schema: graph.apiSchema,
    operationDocument: document,
    ...(operationName !== undefined ? { operationName } : {}),
  });
  const fetchErrors = new FetchErrors();
  const { data, errors, extensions } = await executeQueryPlan(
    plan,
    fetchErrors.around(services),
    requestContext as never,
    operationContext,
    graph.supergraphSchema,
    graph.plannerSchema,
  );
  const told = [...(errors ?? []).map(asGraphQLError), ...fetchErrors.all(graph.supergraphSchema)];
  const missing = ((extensions?.valueCompletion ?? []) as GraphQLError[]).filter((each) => !isToldBy(told, each));
  const all = [...told, ...missing];
  return {
    data: (data ?? null) as ExecutionResult['data'],
    ...(all.length > 0 ? { errors: all } : {}),
  } as ExecutionResult;
}

/** Whether a null where none may be comes of an error at its place, above it or below it, or of one that tells no place. */
function isToldBy(told: readonly GraphQLError[], { path: missing = [] }: GraphQLError): boolean {
  return told.some(({ path }) => !path || path.every((step, at) => at >= missing.length || step === missing[at]));
}

/** The executor reports some failures as plain errors, or as plain objects. */
function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const { message, path } = error as { message: string; path?: (string | number)[] };
  return new GraphQLError(message, { ...(path ? { path } : {}), originalError: error instanceof Error ? error : null });
}
