import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import { type RequestScope, requestScope } from '#platform/graphql/request-scope.ts';
import { type Authenticated, viewerOf } from '#platform/http/graphql-app.ts';
import { responseSignal } from '#platform/http/response-signal.ts';
import type { Log } from '#platform/log.ts';
import type { VerifyToken } from '#platform/security/verify-token.ts';
import type { ConcurrencyLimiter } from '../admission/concurrency-limiter.ts';
import { PreparedOperation } from '../admission/operation-cache.ts';
import { PersistedOperations } from '../admission/persisted-operations.ts';
import { type GatewayContext, operationTimeout, upstreamHeaders } from '../request-context.ts';
import { responseJson } from '../response-json.ts';
import { runOperation } from '../run-operation.ts';
import type { ServedGraph } from '../supergraph/served-graph.ts';
import { couldSkipPreflight, parseLongIntegers, readGraphQLRequest } from './graphql-request.ts';
import { type MediaType, mediaTypeFor } from './media-type.ts';
import { isPageRequest, sandboxPage } from './sandbox.ts';

export interface GraphQLRouteOptions {
  served: ServedGraph;
  limiter: ConcurrencyLimiter;
  /** Null for a gateway that does not verify tokens. */
  verifyToken: VerifyToken | null;
  formatError: (error: unknown, scope: RequestScope) => GraphQLFormattedError;
  log: Log;
}

/**
 * Serves GraphQL over HTTP (draft of 2025) at `/graphql`: queries by GET, queries and mutations by POST, automatic persisted
 * queries. Refuses requests that another site's page could have sent.
 */
export function addGraphQLRoute(app: FastifyInstance, options: GraphQLRouteOptions): void {
  const persisted = new PersistedOperations();
  // A plugin of its own, because the proxy to auth sets its own parser.
  void app.register(async (scope) => {
    parseLongIntegers(scope);
    addRoute(scope, persisted, options);
  });
}

function addRoute(app: FastifyInstance, persisted: PersistedOperations, options: GraphQLRouteOptions): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request, reply) => {
      if (isPageRequest(request)) return reply.type('text/html').send(sandboxPage());
      const mediaType = mediaTypeFor(request.headers.accept);
      const { status, result } = await respond(request, reply, mediaType, persisted, options);
      const scope = requestScope.current();
      const body = responseJson(result, (error) => options.formatError(error, scope));
      return reply
        .code(status)
        .headers({ 'content-type': `${mediaType ?? 'application/json'}; charset=utf-8`, 'cache-control': 'no-store' })
        .send(body);
    },
  });
}

interface RouteResponse {
  status: number;
  result: ExecutionResult;
}

async function respond(
  request: FastifyRequest,
  reply: FastifyReply,
  mediaType: MediaType | null,
  persisted: PersistedOperations,
  { served, limiter, verifyToken, log }: GraphQLRouteOptions,
): Promise<RouteResponse> {
  try {
    if (mediaType === null) return failure(406, new Refusal('BAD_REQUEST'));
    if (couldSkipPreflight(request)) return failure(400, new Refusal('BAD_REQUEST'));
    const { query, operationName, variables, digest } = readGraphQLRequest(request);
    const { token, viewer } = await viewerOf(request, verifyToken);
    const source = digest === undefined ? query : persisted.textOf(digest, query);

    const { graph, operations, subgraphs } = served.current;
    const operation = operations.prepare(source ?? '', operationName);
    if (!(operation instanceof PreparedOperation)) return requestError(mediaType, operation);
    const kind = operation.definition.operation;
    if (kind === 'subscription') {
      return requestError(mediaType, [asGraphQLError(new Refusal('OPERATION_NOT_ALLOWED'))]);
    }
    if (kind === 'mutation' && request.method === 'GET') {
      reply.header('allow', 'POST');
      return failure(405, new Refusal('BAD_REQUEST'));
    }

    const context = contextOf(request, reply, { token, viewer }, log);
    const result = await runOperation({ graph, subgraphs, operation, variables, context }, limiter);
    return result.data === undefined ? requestError(mediaType, result.errors ?? []) : { status: 200, result };
  } catch (error) {
    return failure(statusOf(error), error);
  }
}

function contextOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, viewer }: Authenticated,
  log: Log,
): GatewayContext {
  const scope = requestScope.current();
  return {
    viewer,
    scope,
    log,
    signal: responseSignal(reply),
    deadline: performance.now() + operationTimeout,
    upstreamHeaders: upstreamHeaders({ token, scope, address: request.ip, headers: request.headers }),
  };
}

const failure = (status: number, error: unknown): RouteResponse => ({
  status,
  result: { errors: [asGraphQLError(error)] },
});

/** The response to an operation that did not run. With `application/json` its status is 200 (GraphQL over HTTP, 6.4.1). */
const requestError = (mediaType: MediaType, errors: readonly GraphQLError[]): RouteResponse => ({
  status: mediaType === 'application/json' ? 200 : 400,
  result: { errors },
});

const statusOfRefusal: Partial<Record<Refusal['code'], number>> = { PERSISTED_QUERY_NOT_FOUND: 200, RATE_LIMITED: 503 };

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return statusOfRefusal[error.code] ?? 400;
  if (!(error instanceof GraphQLError)) return 500;
  const { status } = (error.extensions.http ?? {}) as { status?: number };
  return status ?? 500;
}
