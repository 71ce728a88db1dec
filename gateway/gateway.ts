import cluster from 'node:cluster';
import type { GraphQLFormattedError } from 'graphql';
import { maxPageSize } from '#contract/page-size.ts';
import { systemClock } from '#platform/clock.ts';
import { type RequestScope, requestScope } from '#platform/graphql/request-scope.ts';
import { serveWebSocket } from '#platform/graphql/sockets/serve-web-socket.ts';
import { AllowedOrigins } from '#platform/http/allowed-origins.ts';
import { clientAddressBehind } from '#platform/http/client-address.ts';
import { ConnectionLimit } from '#platform/http/connection-limit.ts';
import { createHttpApp } from '#platform/http/graphql-app.ts';
import { addHealthRoutes } from '#platform/http/health.ts';
import { Metrics } from '#platform/http/metrics.ts';
import { assertPortFree } from '#platform/http/port-taken.ts';
import { stoppable } from '#platform/http/stoppable-app.ts';
import { Limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import type { Bus } from '#platform/messaging/bus/bus.ts';
import { measureBus, RedisBus } from '#platform/messaging/bus/redis-bus.ts';
import { Drain } from '#platform/run/drain.ts';
import { Lifecycle, type Running } from '#platform/run/lifecycle.ts';
import { tokenVerifier } from '#platform/security/access-token.ts';
import { followRevocations, refusingRevoked } from '#platform/security/revoked-access.ts';
import { SessionWatch } from '#platform/security/session-watch.ts';
import type { VerifyToken } from '#platform/security/verify-token.ts';
import { openTracing } from '#platform/tracing/open-tracing.ts';
import { ConcurrencyLimiter } from './admission/concurrency-limiter.ts';
import { CostBudget } from './admission/cost/cost-budget.ts';
import type { ListSizing } from './admission/cost/list-sizes.ts';
import { readKnownOperations } from './admission/known-operations.ts';
import { LoadShedder } from './admission/load-shedder.ts';
import { createPersistedOperations } from './admission/persisted/create-persisted-operations.ts';
import { createRateLimits } from './admission/rate-limits/create-rate-limits.ts';
import { addAuthProxy } from './http/auth-proxy.ts';
import { formatError } from './http/format-error.ts';
import { addGraphQLRoute } from './http/graphql-route.ts';
import { addPageRoutes } from './http/pages.ts';
import { SubscriptionStreams } from './http/streams/subscription-streams.ts';
import { SubgraphStates } from './http/subgraph-states.ts';
import type { LimitName } from './limit-names.ts';
import { PlannerPool } from './planning/pool/planner-pool.ts';
import type { GatewaySettings } from './settings.ts';
import { socketOperations } from './subscriptions/socket-operations.ts';
import { SubscriptionHub } from './subscriptions/subscription-hub.ts';
import type { FederatedGraphOptions } from './supergraph/federated-graph.ts';
import { loadGraph, watchGraph } from './supergraph/load.ts';
import { ServedGraph, type ServingOptions } from './supergraph/served-graph.ts';
import { createTransport } from './upstream/create-transport.ts';
import type { Deduplication } from './upstream/subgraphs.ts';

export interface GatewayOptions {
  settings: GatewaySettings;
  log: Log;
  /** Replaces the verifier that the settings configure. */
  verifyToken?: VerifyToken;
  /** The bus with the events that end access. Replaces the one that the settings configure; the caller stops it. */
  bus?: Bus;
}

export interface RunningGateway extends Running {
  /** The URL of its GraphQL endpoint. */
  url: string;
}

/**
 * Starts the gateway: GraphQL over HTTP and WebSocket at `/graphql`, Sandbox and GraphiQL, health, metrics, and the proxy to auth.
 * No subgraph has to run yet. Rejects when the supergraph is unreadable or invalid.
 *
 * @throws PortTaken
 */
export async function createGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { settings, log } = options;
  const { host, port, metricsPort } = settings;
  // Workers share the port of the primary, which has checked it.
  if (!cluster.isWorker) await assertPortFree(port, host, 'gateway');
  const lifecycle = new Lifecycle(log);
  try {
    const tracing = await openTracing(settings.tracing, 'gateway', log);
    // Stops last, with the spans of all others.
    if (tracing) lifecycle.add('tracing', tracing);
    const metrics = new Metrics('gateway');
    const { verifyToken, sessions } = createVerifier(options, lifecycle, metrics);
    const format = (error: unknown, scope: RequestScope = requestScope.current()): GraphQLFormattedError => {
      const formatted = formatError(error, scope, log);
      metrics.errors.inc({ code: String(formatted.extensions?.code) });
      scope.trace?.span?.fail(String(formatted.extensions?.code));
      return formatted;
    };
    const limits = new Limits<LimitName>(metrics, settings.measuredLimits);
    const limiter = new ConcurrencyLimiter();
    const operationLimits = {
      limiter,
      budget: new CostBudget({ settings: settings.cost, limits, metrics }),
    };
    const shedder = lifecycle.add(
      'load shedding',
      new LoadShedder({ target: settings.overload.delay, queueDelay: () => limiter.delay, limits }),
    );
    metrics.gauge('overload_refused_share', 'The share of requests refused because of overload', () => shedder.share);
    metrics.gauge('operations_queued', 'Operations that wait to start', () => limiter.queued);
    const rates = createRateLimits(settings.rateLimits, settings.redisUrl, { limits, metrics, lifecycle, log });
    const { connections, transport } = createTransport(settings.upstream, metrics, log);
    lifecycle.add('subgraph connections', connections);
    const source = {
      file: settings.supergraph,
      urls: settings.urls,
      createPlanner: await plannerOf(settings),
      listSizing: listSizingOf(settings),
      onInvalidFetch: (fault: string) => log.warn({ fault }, 'a fetch that its subgraph would refuse is left out'),
    };
    const graph = new ServedGraph(await loadGraph(source), { transport, ...servingOptions(settings) });
    const served = lifecycle.add('planner', graph);
    const sharing = settings.foreign || settings.authBySubgraphs ? 'same-headers' : 'public';
    const hub = lifecycle.add(
      'subscriptions',
      new SubscriptionHub({ served, limits: operationLimits, sharing, format, log, tracing }),
    );
    metrics.gauge('subscription_topics', 'Subscriptions at subgraphs', () => hub.size.topics);
    metrics.gauge('subscription_groups', 'Executions of each event', () => hub.size.groups);
    metrics.gauge('subscription_sockets', 'Sockets to subgraphs', () => hub.size.sockets);
    lifecycle.add(
      'supergraph',
      watchGraph(source, log, (graph) => {
        served.replace(graph);
        void hub.replan();
      }),
    );

    const origins = new AllowedOrigins(settings.http.origins, settings.trustedProxies);
    const drain = new Drain(settings.drainSeconds * 1_000);
    const app = createHttpApp({
      log,
      trustedProxies: settings.trustedProxies,
      tracing: tracing && { tracing, trusts: settings.trustedProxies },
    });
    const http = stoppable(app, { drain, formatError: format, abort: () => connections.expire() });
    metrics.observe(app);
    const states = new SubgraphStates(() => served.current.graph.subgraphUrls);
    addHealthRoutes(app, {
      unready: { draining: () => drain.began, overloaded: () => shedder.isOverloaded },
      report: () => states.report(),
      // A subgraph that is down costs its own fields alone.
      requiresDependencies: false,
      details: !settings.production,
    });
    if (metricsPort === undefined) metrics.addRoute(app);
    if (settings.authUrl)
      addAuthProxy(app, settings.authUrl, {
        origins,
        rates,
        timeout: settings.upstream.timeout,
        formatError: format,
      });
    addPageRoutes(app, settings.http.explorers);
    const persisted = await createPersistedOperations(settings.persisted, { lifecycle, metrics, log });
    const streams = new SubscriptionStreams({
      hub,
      sessions,
      drain,
      limit: new ConnectionLimit(settings.streams),
      formatError: format,
    });
    addGraphQLRoute(app, {
      served,
      limits: operationLimits,
      shedder,
      rates,
      persisted,
      streams,
      verifyToken,
      origins,
      explorers: settings.http.explorers,
      compression: settings.http.compression,
      formatError: format,
      log,
    });
    await app.listen({ port, host });
    lifecycle.add('http', http);
    lifecycle.add('subscription streams', streams);

    const operations = socketOperations({
      served,
      hub,
      limits: operationLimits,
      shedder,
      rates,
      persisted,
      log,
      tracing,
    });
    const sockets = serveWebSocket({
      ...operations,
      server: app.server,
      path: '/graphql',
      limits: settings.sockets,
      clientAddress: clientAddressBehind(settings.trustedProxies),
      acceptsOrigin: (request) => origins.accepts(request),
      retryAfter: (address) => rates.connection(address),
      verifyToken,
      sessions,
      drain,
      isOverloaded: () => shedder.isOverloaded,
      log,
      shape: format,
      longIntegers: true,
    });
    lifecycle.add('websocket', metrics.countLive(sockets, streams));
    if (metricsPort !== undefined && !cluster.isWorker)
      lifecycle.add('metrics', await metrics.listen(metricsPort, host));
    lifecycle.add('drain', drain);
    return { url: `http://${host}:${port}/graphql`, stop: (end) => lifecycle.stop(end) };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

async function plannerOf({ planning }: GatewaySettings): Promise<FederatedGraphOptions['createPlanner']> {
  const hasKnown = planning.knownOperations !== null;
  if (planning.workers > 0) return (supergraph) => new PlannerPool({ supergraph, hasKnown, ...planning });
  // Workers load the planner themselves: a gateway that has some starts without it.
  const { operationPlanner } = await import('./planning/operation-planner.ts');
  const { bounds, unplannable } = planning;
  return (supergraph) => operationPlanner(supergraph, { ...bounds, unplannable });
}

function servingOptions(settings: GatewaySettings): Omit<ServingOptions, 'transport'> {
  const { authBySubgraphs, documentBounds: bounds, planning, http, production: hideSuggestions } = settings;
  const knownOperations =
    planning.knownOperations === null ? new Set<string>() : readKnownOperations(planning.knownOperations);
  const { requestTimeout } = settings.upstream;
  const { introspection } = http;
  return {
    authBySubgraphs,
    bounds,
    knownOperations,
    introspection,
    hideSuggestions,
    requestTimeout,
    deduplication: deduplicationOf(settings),
  };
}

/** Our own subgraphs refuse longer pages. Of others nothing is known. */
function listSizingOf({ cost, foreign }: GatewaySettings): ListSizing {
  return { assumedSize: cost.assumedListSize, largestPage: foreign ? Number.POSITIVE_INFINITY : maxPageSize };
}

/** How the gateway verifies tokens, which is null when it does not, and learns that they are no longer valid. */
function createVerifier(
  { settings, log, ...options }: GatewayOptions,
  lifecycle: Lifecycle,
  metrics: Metrics,
): { verifyToken: VerifyToken | null; sessions: SessionWatch } {
  const { token, redisUrl } = settings;
  const verify = options.verifyToken ?? (token ? tokenVerifier(token) : null);
  const url = token && redisUrl;
  const connect = (url: string) => measureBus(metrics, new RedisBus({ url, clock: systemClock, log }));
  const bus = options.bus ?? (url ? lifecycle.add('bus', connect(url)) : null);
  if (!verify || !bus) return { verifyToken: verify, sessions: new SessionWatch(null) };
  const revoked = followRevocations(bus, systemClock, lifecycle);
  return { verifyToken: refusingRevoked(verify, revoked), sessions: new SessionWatch(revoked) };
}

/** Only the platform's own supergraph is sure to have a directive on every field that depends on the caller. */
function deduplicationOf({ shareQueries, foreign, authBySubgraphs }: GatewaySettings): Deduplication {
  if (!shareQueries) return 'none';
  return foreign || authBySubgraphs ? 'same-headers' : 'public';
}
