import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type GraphQLError, parse } from 'graphql';
import { deadlineHeader, timeLeftOf } from '../deadline-header.ts';
import { Refusal } from '../errors/refusal.ts';
import { shapeError } from '../errors/shape.ts';
import { apolloLogger } from '../graphql/apollo-logger.ts';
import { requestScope } from '../graphql/request-scope.ts';
import { noSchemaRule } from '../graphql/schema-fields.ts';
import { serveWebSocket } from '../graphql/sockets/serve-web-socket.ts';
import type { SocketLimits } from '../graphql/sockets/socket-limits.ts';
import { AllowedOrigins } from '../http/allowed-origins.ts';
import { clientAddressBehind } from '../http/client-address.ts';
import { anonymous, createHttpApp, viewerOf } from '../http/graphql-app.ts';
import { addHealthRoutes, type Check, checkHealth } from '../http/health.ts';
import type { Metrics } from '../http/metrics.ts';
import { assertPortFree } from '../http/port-taken.ts';
import { responseSignal } from '../http/response-signal.ts';
import { stoppable } from '../http/stoppable-app.ts';
import type { Log } from '../log.ts';
import { Drain } from '../run/drain.ts';
import { Lifecycle, type Running } from '../run/lifecycle.ts';
import type { SessionWatch } from '../security/session-watch.ts';
import type { VerifyToken } from '../security/verify-token.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { callerOf } from './caller.ts';
import { documentBounds } from './document-bounds.ts';
import { documentCheck } from './document-check.ts';
import { EventLoaders } from './event-loaders.ts';
import { failureExplainer } from './explain-failure.ts';
import { guardFields } from './guard-fields.ts';
import { isRequestFor } from './is-request-for.ts';
import { mutationRunner } from './mutation-runner.ts';
import { refuseSubscriptions } from './refuse-subscriptions.ts';
import { reportChanges } from './report-changes.ts';
import { operationTimeout, RequestContext, type SubgraphServices } from './request-context.ts';
import { operationRunner, prepareOperation } from './run-operation.ts';

export interface SubgraphServerOptions<Services extends SubgraphServices> {
  name: string;
  typeDefs: string;
  /** By type and field. Their types are generated from the subgraph's schema. */
  resolvers: Record<string, object>;
  services: Services;
  metrics: Metrics;
  verifyToken: VerifyToken;
  /** The mutations that need no valid token: an operation of them alone has an anonymous caller, whatever token its request has. */
  anonymousMutations?: readonly string[];
  sessions: SessionWatch;
  checks: Record<string, Check>;
  port: number;
  host: string;
  production: boolean;
  metricsPort: number | undefined;
  trustedProxies: string[];
  sockets: SocketLimits;
  drainSeconds: number;
  log: Log;
  /** Null for a server that records no traces. */
  tracing?: Tracing | null;
  /** Routes beside GraphQL. */
  addRoutes?: (app: FastifyInstance) => void;
}

export interface SubgraphServer extends Running {
  /** The URL of its GraphQL endpoint: `http://127.0.0.1:4001/graphql`. */
  url: string;
}

/** Whether path, host and protocol make a URL, as the integration of Apollo Server expects. */
const hasUrl = ({ url, protocol, hostname }: FastifyRequest): boolean =>
  URL.canParse(url, `${protocol}://${hostname}/`);

/** Serves a subgraph: GraphQL over HTTP and WebSocket at `/graphql`, health and metrics. Throws PortTaken. */
export async function startSubgraphServer<Services extends SubgraphServices>(
  options: SubgraphServerOptions<Services>,
): Promise<SubgraphServer> {
  const { name, services, metrics, verifyToken, port, host, log, tracing = null } = options;
  await assertPortFree(port, host, name);
  const schema = guardFields(
    buildSubgraphSchema([{ typeDefs: parse(options.typeDefs), resolvers: options.resolvers as GraphQLResolverMap }]),
  );
  const choices = options.production
    ? { hideSuggestions: true, rules: [noSchemaRule] }
    : { hideSuggestions: false, rules: [] };
  const lifecycle = new Lifecycle(log);
  const drain = new Drain(options.drainSeconds * 1_000);
  const explain = failureExplainer(name, log);
  const shape = (error: unknown, scope = requestScope.current()) => {
    const shaped = shapeError(error, scope, log, explain);
    metrics.errors.inc({ code: String(shaped.extensions?.code) });
    scope.trace?.span?.fail(String(shaped.extensions?.code));
    return shaped;
  };

  const apollo = new ApolloServer<RequestContext<Services>>({
    schema,
    // In production `choices` has a rule against it.
    introspection: true,
    hideSchemaDetailsFromClientErrors: choices.hideSuggestions,
    validationRules: choices.rules,
    includeStacktraceInErrorResponses: false,
    status400ForVariableCoercionErrors: false,
    stopOnTerminationSignals: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    formatError: (_formatted, error) => shape(error),
    plugins: [ApolloServerPluginLandingPageDisabled(), refuseSubscriptions, reportChanges],
    logger: apolloLogger(log),
  });
  await apollo.start();
  lifecycle.add('apollo', apollo);

  const app = createHttpApp({
    log,
    trustedProxies: options.trustedProxies,
    // Its callers are the gateway and other subgraphs.
    tracing: tracing && { tracing, trusts: 'all' },
  });
  const http = stoppable(app, { drain, formatError: shape });
  metrics.observe(app);
  addHealthRoutes(app, {
    unready: { draining: () => drain.began },
    report: () => checkHealth(options.checks),
    requiresDependencies: true,
    details: !options.production,
  });
  if (options.metricsPort === undefined) metrics.addRoute(app);
  options.addRoutes?.(app);
  const check = documentCheck(documentBounds);
  const isAnonymous = isRequestFor(options.anonymousMutations ?? []);
  const contextOf = async (request: FastifyRequest, reply: FastifyReply) => {
    const ignoresToken = request.headers.authorization !== undefined && isAnonymous(request.body);
    const authenticated = ignoresToken ? anonymous : await viewerOf(request, verifyToken);
    const caller = { ...authenticated, address: request.ip, requestId: request.id };
    const timeout = timeLeftOf(request.headers[deadlineHeader], operationTimeout) ?? operationTimeout;
    if (timeout === 0) throw new Refusal('SUBGRAPH_TIMEOUT');
    const signal = responseSignal(reply);
    return new RequestContext(callerOf(caller, request.headers, request.trace), services, signal, undefined, timeout);
  };
  const answerByApollo = fastifyApolloHandler(apollo, { context: contextOf });
  const mutations = mutationRunner({ schema, choices, shape });
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    preHandler: async (request, reply) => {
      const refused = hasUrl(request) ? check(request) : new Refusal('BAD_REQUEST');
      if (refused) await reply.code(400).send({ errors: [shape(refused)] });
    },
    handler: (request, reply) => {
      const mutation = mutations.read(request);
      return mutation
        ? mutations.run(mutation, reply, () => contextOf(request, reply))
        : answerByApollo.call(app, request, reply);
    },
  });
  // Its clients are gateways. A page of another site has no business here.
  const origins = new AllowedOrigins([], options.trustedProxies);
  await app.listen({ port, host });
  lifecycle.add('http', http);
  lifecycle.add(
    'websocket',
    metrics.countLive(
      serveWebSocket({
        server: app.server,
        path: '/graphql',
        limits: options.sockets,
        clientAddress: clientAddressBehind(options.trustedProxies),
        acceptsOrigin: (request) => origins.accepts(request),
        verifyToken,
        sessions: options.sessions,
        drain,
        log,
        acceptRequestIds: true,
        prepare: (session, payload, _id, { requestId }) => {
          const { address, headers, closed } = session;
          const { viewer, token } = session.viewer && isAnonymous(payload) ? anonymous : session;
          const caller = callerOf({ viewer, token, address, requestId }, headers, undefined);
          return prepareOperation(schema, payload, new RequestContext(caller, services, closed), choices);
        },
        ...operationRunner(new EventLoaders(services.em), tracing),
        shape: (error, scope) => shape(error as GraphQLError, scope),
      }),
    ),
  );
  if (options.metricsPort !== undefined) lifecycle.add('metrics', await metrics.listen(options.metricsPort, host));
  lifecycle.add('drain', drain);
  return { url: `http://${host}:${port}/graphql`, stop: (end) => lifecycle.stop(end) };
}
