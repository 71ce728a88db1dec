import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import { type RequestScope, requestScope } from '#platform/graphql/request-scope.ts';
import { viewerOf } from '#platform/http/graphql-app.ts';
import type { Log } from '#platform/log.ts';
import type { VerifyToken } from '#platform/security/verify-token.ts';
import type { ConcurrencyLimiter } from '../admission/concurrency-limiter.ts';
import { PreparedOperation } from '../admission/operation-cache.ts';
import { PersistedOperations } from '../admission/persisted-operations.ts';
import { type GatewayContext, operationTimeout, upstreamHeaders } from '../request-context.ts';
import { runOperation } from '../run-operation.ts';
import type { ServedGraphs } from '../supergraph/served-graph.ts';
import { couldBeForged, readGraphQLRequest } from './graphql-request.ts';
import { type MediaType, mediaTypeFor } from './media-type.ts';
import { sandboxPage, wantsSandbox } from './sandbox.ts';

export interface GraphQLRouteOptions {
  graphs: ServedGraphs;
  limiter: ConcurrencyLimiter;
  /** Null for a gateway that verifies no token. */
  verifyToken: VerifyToken | null;
  shape: (error: unknown, scope: RequestScope) => GraphQLFormattedError;
  log: Log;
}

/**
 * GraphQL over HTTP (the specification's draft of 2025) at `/graphql`: queries by GET, anything but subscriptions by POST,
 * automatic persisted queries, and nothing for what another site's page could have sent.
 */
export function addGraphQLRoute(app: FastifyInstance, options: GraphQLRouteOptions): void {
  const persisted = new PersistedOperations();
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request, reply) => {
      if (wantsSandbox(request)) return reply.type('text/html').send(sandboxPage());
      const mediaType = mediaTypeFor(request.headers.accept);
      const { status, result } = await answer(request, reply, mediaType, persisted, options);
      const scope = requestScope.current();
      const { data, errors } = result;
      const told = errors && { errors: errors.map((error) => options.shape(error, scope)) };
      // Errors first, as the specification would have it: they stand out.
      const body = JSON.stringify(data === undefined ? told : { ...told, data });
      return reply
        .code(status)
        .headers({ 'content-type': `${mediaType ?? 'application/json'}; charset=utf-8`, 'cache-control': 'no-store' })
        .send(body);
    },
  });
}

interface Answer {
  status: number;
  result: ExecutionResult;
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  mediaType: MediaType | null,
  persisted: PersistedOperations,
  { graphs, limiter, verifyToken, log }: GraphQLRouteOptions,
): Promise<Answer> {
  try {
    if (mediaType === null) return refused(406, new Refusal('BAD_REQUEST'));
    if (couldBeForged(request)) return refused(400, new Refusal('BAD_REQUEST'));
    const { query, operationName, variables, digest } = readGraphQLRequest(request);
    const { token, viewer } = await viewerOf(request, verifyToken);
    const source = digest === undefined ? query : persisted.textOf(digest, query);

    const { graph, operations, subgraphs } = graphs.current;
    const operation = operations.prepare(source ?? '', operationName);
    if (!(operation instanceof PreparedOperation)) return notRun(mediaType, operation);
    const kind = operation.definition.operation;
    if (kind === 'subscription') return notRun(mediaType, [refusal('OPERATION_NOT_ALLOWED')]);
    if (kind === 'mutation' && request.method === 'GET') {
      reply.header('allow', 'POST');
      return refused(405, new Refusal('BAD_REQUEST'));
    }

    const context = contextOf(request, reply, { token, viewer }, log);
    const fetch = subgraphs.fetchFor(operation, context);
    const result = await runOperation({ graph, operation, fetch, variables, context }, limiter);
    return result.data === undefined ? notRun(mediaType, result.errors ?? []) : { status: 200, result };
  } catch (error) {
    return refused(statusOf(error), error);
  }
}

function contextOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, viewer }: Pick<GatewayContext, 'viewer'> & { token: string | null },
  log: Log,
): GatewayContext {
  const scope = requestScope.current();
  const { traceparent } = request.headers;
  return {
    viewer,
    scope,
    log,
    signal: untilGone(reply),
    deadline: performance.now() + operationTimeout,
    upstreamHeaders: upstreamHeaders({
      token,
      scope,
      address: request.ip,
      traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    }),
  };
}

/** Aborts when the connection closes before the answer is out. */
function untilGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

const refusal = (code: ConstructorParameters<typeof Refusal>[0]) => asGraphQLError(new Refusal(code));

function asGraphQLError(error: unknown): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError('refused', { originalError: error as Error });
}

const refused = (status: number, error: unknown): Answer => ({ status, result: { errors: [asGraphQLError(error)] } });

/** A request whose operation did not run is a client's fault, which the older media type tells with HTTP 200. */
const notRun = (mediaType: MediaType, errors: readonly GraphQLError[]): Answer => ({
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
