import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLFormattedError } from 'graphql';
import { apolloLogger } from '#platform/graphql/apollo-logger.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { GraphInUse } from '../supergraph/graph-in-use.ts';
import { runOperation } from './run-operation.ts';

export interface ApolloServerParts {
  authBySubgraphs: boolean;
  shape: (error: unknown) => GraphQLFormattedError;
  log: Log;
}

/**
 * Apollo Server around our own way through an operation: it parses, validates and caches documents, knows automatic
 * persisted queries and prevents CSRF.
 */
export function createApolloServer(
  graphs: GraphInUse,
  { authBySubgraphs, shape, log }: ApolloServerParts,
): ApolloServer<GatewayContext> {
  return new ApolloServer<GatewayContext>({
    gateway: graphs.asGateway(async ({ schema, document, request, context: given }) => {
      const context = given as GatewayContext;
      const { graph, fetchFor } = graphs.of(schema);
      return runOperation({
        graph,
        fetch: fetchFor(context),
        document,
        // The client's own: Apollo Server knows none that is not in the document.
        operationName: request.operationName ?? undefined,
        variables: request.variables ?? {},
        context,
        authBySubgraphs,
      });
    }),
    parseOptions: { maxTokens: limits.queryTokens },
    introspection: true,
    includeStacktraceInErrorResponses: false,
    status400ForVariableCoercionErrors: false,
    stopOnTerminationSignals: false,
    allowBatchedHttpRequests: false,
    formatError: (_formatted, error) => shape(error),
    plugins: [ApolloServerPluginLandingPageDisabled()],
    logger: apolloLogger(log),
  });
}
