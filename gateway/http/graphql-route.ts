import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { RequestFault } from '#contract/request-faults.ts';
import { Refusal, rateLimited } from '#platform/errors/refusal.ts';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import { clientNameOf } from '#platform/graphql/client-name.ts';
import { type RequestScope, requestScope } from '#platform/graphql/request-scope.ts';
import type { AllowedOrigins } from '#platform/http/allowed-origins.ts';
import { compressResponses } from '#platform/http/compress-responses.ts';
import { type Authenticated, anonymous, viewerOf } from '#platform/http/graphql-app.ts';
import { responseSignal } from '#platform/http/response-signal.ts';
import type { Log } from '#platform/log.ts';
import type { VerifyToken } from '#platform/security/verify-token.ts';
import { PreparedOperation } from '../admission/operation-cache.ts';
import { type LoadShedder, overloaded } from '../admission/overload/load-shedder.ts';
import type { PersistedOperations } from '../admission/persisted/persisted-operations.ts';
import type { Allowance } from '../admission/rate-limits/allowance.ts';
import type { RateLimits } from '../admission/rate-limits/rate-limits.ts';
import { RequestedOperation } from '../admission/requested-operation.ts';
import { codesOf, operationNameOf } from '../operation-metrics.ts';
import { beginOperation, nameOperation } from '../operation-span.ts';
import { type GatewayContext, upstreamHeaders } from '../request-context.ts';
import { responseJson } from '../response-json.ts';
import { estimateCost, type OperationLimits, type OperationRequest, runOperation } from '../run-operation.ts';
import { SharedResult } from '../sharing/shared-result.ts';
import { conditionalRootError } from '../subscriptions/conditional-root.ts';
import type { ServedGraph } from '../supergraph/served-graph.ts';
import { addCors } from './cors.ts';
import { allowanceOf, countRequests } from './count-requests.ts';
import { requestedDebug } from './debug-header.ts';
import { couldSkipPreflight, parseLongIntegers, readGraphQLRequest } from './graphql-request.ts';
import { type AcceptedTypes, acceptedTypes, type JsonType, type ResultType, type StreamType } from './media-type.ts';
import { addOtherMethods } from './other-methods.ts';
import { isPageRequest, sendPage } from './pages.ts';
import { revalidate } from './revalidation.ts';
import { eventStream, singleResult } from './streams/event-stream.ts';
import type { SubscriptionStreams } from './streams/subscription-streams.ts';

export interface GraphQLRouteOptions {
  served: ServedGraph;
  limits: OperationLimits;
  shedder: Pick<LoadShedder, 'refuses'>;
  rates: RateLimits;
  persisted: PersistedOperations;
  /** Null for a gateway that does not verify tokens. */
  verifyToken: VerifyToken | null;
  /** The origins whose pages may use the API. */
  origins: AllowedOrigins;
  /** Whether a browser that opens `/graphql` gets an explorer. */
  explorers: boolean;
  /** Whether large responses are compressed. */
  compression: boolean;
  /** Carries the subscriptions. */
  streams: SubscriptionStreams;
  formatError: (error: unknown, scope: RequestScope) => GraphQLFormattedError;
  log: Log;
}

/**
 * Serves GraphQL over HTTP (draft of 2025) at `/graphql`: queries by GET, queries and mutations by POST, subscriptions by both as event
 * streams or multipart responses, automatic persisted queries. Refuses queries and mutations that another site's page could have sent.
 */
export function addGraphQLRoute(app: FastifyInstance, options: GraphQLRouteOptions): void {
  // A plugin of its own, because the proxy to auth sets its own parser.
  void app.register(async (scope) => {
    parseLongIntegers(scope);
    addCors(scope, options.origins);
    if (options.compression) compressResponses(scope);
    addRoute(scope, options);
  });
}

function addRoute(app: FastifyInstance, options: GraphQLRouteOptions): void {
  addOtherMethods(app, options.formatError);
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest: [
      (_request, reply, done) => {
        if (!options.shedder.refuses()) return done();
        void refuseOverload(reply, options.formatError);
      },
      countRequests(options),
    ],
    handler: async (request, reply) => {
      if (isPageRequest(request)) return sendPage(reply, options);
      const accepted = acceptedTypes(request.headers.accept);
      const scope = requestScope.current();
      const span = beginOperation(scope);
      const response = await respond(request, reply, accepted, options);
      if (response === 'streaming') {
        span?.end();
        return reply;
      }
      const { status, result } = response;
      reply.headers({ ...retryHeaderOf(result), ...allowanceOf(request).headers });
      if (result.errors) reply.loggedCodes = codesOf(result.errors);
      // An EventSource reads no body of another status.
      const isEvent = accepted.result === 'text/event-stream' && status === 200;
      const isCompressed = options.compression && request.headers['accept-encoding'] !== undefined;
      const shared = result instanceof SharedResult && !isEvent ? result.bodyFor({ isCompressed }) : null;
      const body = shared ?? responseJson(result, (error) => options.formatError(error, scope));
      span?.end();
      reply.headers({
        'content-type': isEvent ? eventStream.contentType : `${jsonTypeOf(accepted.result)}; charset=utf-8`,
        'cache-control': 'no-store',
      });
      const isKept = response.isCacheable && request.method !== 'POST' && shared !== null;
      if (isKept && result instanceof SharedResult && revalidate(request, reply, result)) {
        // The length in a response to HEAD is that of the body which GET would get (RFC 9110, 8.6).
        return reply.code(304).send(request.method === 'HEAD' ? body : undefined);
      }
      return reply.code(status).send(isEvent ? singleResult(String(body)) : body);
    },
  });
}

/** Before the body is read, because a refusal must cost little. */
function refuseOverload(reply: FastifyReply, formatError: GraphQLRouteOptions['formatError']): FastifyReply {
  const refusal = overloaded();
  return reply
    .code(503)
    .headers({ 'content-type': 'application/json; charset=utf-8', 'retry-after': refusal.details.retryAfter })
    .send(JSON.stringify({ errors: [formatError(refusal, requestScope.current())] }));
}

/** When a refused request may be repeated. */
function retryHeaderOf({ data, errors }: ExecutionResult): { 'retry-after'?: number } {
  const refusal = data === undefined ? errors?.[0]?.originalError : undefined;
  const { retryAfter } = refusal instanceof Refusal ? refusal.details : {};
  return retryAfter === undefined ? {} : { 'retry-after': retryAfter };
}

const jsonTypeOf = (type: ResultType | null): JsonType =>
  type === null || type === 'text/event-stream' ? 'application/json' : type;

interface RouteResponse {
  status: number;
  result: ExecutionResult;
  /** Whether every viewer gets it until its data changes. */
  isCacheable?: boolean;
}

/** Returns `streaming` once a subscription has taken over the response. */
async function respond(
  request: FastifyRequest,
  reply: FastifyReply,
  accepted: AcceptedTypes,
  options: GraphQLRouteOptions,
): Promise<RouteResponse | 'streaming'> {
  const allowance = allowanceOf(request);
  try {
    const response = await runRequest(request, reply, accepted, allowance, options);
    // An operation that did not run has not waited for the limits.
    const counting = allowance.settle();
    if (counting) await counting;
    return response;
  } catch (error) {
    return failure(statusOf(error), error);
  }
}

async function runRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  accepted: AcceptedTypes,
  allowance: Allowance,
  { served, limits, persisted, streams, origins, verifyToken, log }: GraphQLRouteOptions,
): Promise<RouteResponse | 'streaming'> {
  const { result: mediaType, stream } = accepted;
  if (mediaType === null && stream === null) return unacceptable(request);
  const isForgeable = couldSkipPreflight(request);
  if (isForgeable && !isEventSource(request, stream)) return badRequest(400, 'preflight');
  if (isForgeable && !origins.accepts(request.raw)) return failure(403, new Refusal('FORBIDDEN', {}, 'origin'));
  const { query, operationName, variables, digest } = readGraphQLRequest(request);
  const { graph, operations, subgraphs, sharing } = served.current;
  const span = requestScope.span();
  const requested = new RequestedOperation({ query, digest }, persisted, (text) => {
    const parsing = span?.child('parse');
    const operation = operations.prepare(text, operationName);
    parsing?.end();
    return operation;
  });
  // A gateway that verifies no token passes every one on.
  const ignoresToken = verifyToken !== null && requested.isSignIn;
  const { token, viewer } = ignoresToken ? anonymous : await viewerOf(request, verifyToken);
  allowance.signedIn(viewer);
  const operation = requested.for(viewer);
  if (!(operation instanceof PreparedOperation)) return requestError(mediaType, operation);
  const kind = operation.definition.operation;
  reply.loggedOperation = { operation: operationNameOf(operation), type: kind };
  if (span) nameOperation(span, operation);
  allowance.signIns(operation.signIns);
  const context = contextOf(request, reply, served.deadlineOf(kind), { token, viewer }, { allowance, log });
  const operationRequest = { graph, subgraphs, sharing, operation, variables, context };
  if (kind === 'subscription' && request.method === 'HEAD')
    return wrongMethod(reply, 'GET, POST', 'subscriptionByHead');
  if (kind === 'subscription') return subscribe(operationRequest, reply, accepted, { allowance, streams });
  if (mediaType === null) return unacceptable(request);
  if (isForgeable) return badRequest(400, 'preflight');
  if (kind === 'mutation' && request.method !== 'POST') return wrongMethod(reply, 'POST', 'mutationByGet');
  const result = await runOperation(operationRequest, limits);
  if (result.data === undefined) return requestError(mediaType, result.errors ?? []);
  return { status: 200, result, isCacheable: operation.cachePolicy !== null };
}

async function subscribe(
  request: OperationRequest,
  reply: FastifyReply,
  { result, stream }: AcceptedTypes,
  { allowance, streams }: { allowance: Allowance; streams: SubscriptionStreams },
): Promise<RouteResponse | 'streaming'> {
  const { document, definition } = request.operation;
  if (!stream) return requestError(result, [asGraphQLError(new Refusal('OPERATION_NOT_ALLOWED', {}, 'transport'))]);
  const invalidRoot = conditionalRootError(document, definition);
  if (invalidRoot) return requestError(result, [invalidRoot]);
  // A stream begins with its status, before its subscription is prepared.
  await allowance.spend(estimateCost(request));
  reply.headers(allowance.headers);
  return streams.serve(request, reply, stream) ? 'streaming' : failure(429, rateLimited());
}

/** A browser's EventSource sends no headers of its own. It gets subscriptions alone, which have no effect (docs/security.md). */
const isEventSource = ({ method }: FastifyRequest, stream: StreamType | null): boolean =>
  method === 'GET' && stream === 'text/event-stream';

function contextOf(
  request: FastifyRequest,
  reply: FastifyReply,
  deadline: number,
  { token, viewer }: Authenticated,
  { allowance, log }: Pick<GatewayContext, 'allowance' | 'log'>,
): GatewayContext {
  const scope = requestScope.current();
  return {
    viewer,
    client: clientNameOf(request.headers),
    scope,
    span: scope.trace?.span,
    log,
    allowance,
    signal: responseSignal(reply),
    debug: requestedDebug(request.headers, viewer),
    deadline,
    upstreamHeaders: upstreamHeaders({ token, scope, address: request.ip, headers: request.headers }),
  };
}

const badRequest = (status: number, fault: RequestFault): RouteResponse =>
  failure(status, new Refusal('BAD_REQUEST', {}, fault));

function unacceptable({ headers: { accept = '' } }: FastifyRequest): RouteResponse {
  return badRequest(406, /deferspec/i.test(accept) ? 'incrementalDelivery' : 'accept');
}

function wrongMethod(reply: FastifyReply, allowed: string, fault: RequestFault): RouteResponse {
  reply.header('allow', allowed);
  return badRequest(405, fault);
}

const failure = (status: number, error: unknown): RouteResponse => ({
  status,
  result: { errors: [asGraphQLError(error)] },
});

/**
 * The response to an operation that did not run. With `application/json` its status is 200 (GraphQL over HTTP, 6.4.1), and in an event
 * stream the errors are a result.
 */
const requestError = (mediaType: ResultType | null, errors: readonly GraphQLError[]): RouteResponse => ({
  status: mediaType === 'application/graphql-response+json' ? 400 : 200,
  result: { errors },
});

const statusOfRefusal: Partial<Record<Refusal['code'], number>> = { PERSISTED_QUERY_NOT_FOUND: 200, RATE_LIMITED: 503 };

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return statusOfRefusal[error.code] ?? 400;
  if (!(error instanceof GraphQLError)) return 500;
  const { status } = (error.extensions.http ?? {}) as { status?: number };
  return status ?? 500;
}
