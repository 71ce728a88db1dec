import cluster from 'node:cluster';
import type { GraphQLFormattedError } from 'graphql';
import { batchedLog } from '#platform/batched-log.ts';
import { systemClock } from '#platform/clock.ts';
import { type RequestScope, requestScope } from '#platform/graphql/request-scope.ts';
import { serveWebSocket } from '#platform/graphql/sockets/serve-web-socket.ts';
import { addAccessLog } from '#platform/http/access-log.ts';
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
import type { VerifyToken } from '#platform/security/verify-token.ts';
import { openTracing } from '#platform/tracing/open-tracing.ts';
import { subgraphNames } from '../subgraphs/list.ts';
import { ConcurrencyLimiter } from './admission/concurrency-limiter.ts';
import { CostBudget } from './admission/cost/cost-budget.ts';
import { LoadShedder } from './admission/overload/load-shedder.ts';
import { ProcessorDelay } from './admission/overload/processor-delay.ts';
import { createPersistedOperations } from './admission/persisted/create-persisted-operations.ts';
import { createRateLimits } from './admission/rate-limits/create-rate-limits.ts';
import { RefusalDelay } from './admission/refusal-delay.ts';
import { openCache } from './caching/open-cache.ts';
import { createVerifier } from './create-verifier.ts';
import { createPlannerOf, listSizingOf, servingOptions } from './graph-options.ts';
import { addAuthProxy } from './http/auth-proxy.ts';
import { formatError } from './http/format-error.ts';
import { addGraphQLRoute } from './http/graphql-route.ts';
import { addPageRoutes } from './http/pages.ts';
import { SubscriptionStreams } from './http/streams/subscription-streams.ts';
import { SubgraphStates } from './http/subgraph-states.ts';
import type { LimitName } from './limit-names.ts';
import { OperationMetrics } from './operation-metrics.ts';
import type { GatewaySettings } from './settings.ts';
import { logSocketOperation } from './subscriptions/log-socket-operations.ts';
import { socketOperations } from './subscriptions/socket-operations.ts';
import { SubscriptionHub } from './subscriptions/subscription-hub.ts';
import { loadGraph, watchGraph } from './supergraph/load.ts';
import { ServedGraph } from './supergraph/served-graph.ts';
import { createTransport } from './upstream/create-transport.ts';
import { countUsage } from './usage/count-usage.ts';

export interface GatewayOptions {
  settings: GatewaySettings;
  log: Log;
  /** Replaces the verifier that the settings configure. */
  verifyToken?: VerifyToken;
  /** The bus with the subgraphs' events. Replaces the one that the settings configure; the caller stops it. */
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
    const bus = options.bus ?? openBus(options, lifecycle, metrics);
    const { verifyToken, sessions } = createVerifier({
      token: settings.token,
      verifyToken: options.verifyToken,
      bus,
      lifecycle,
    });
    const format = (error: unknown, scope: RequestScope = requestScope.current()): GraphQLFormattedError => {
      const formatted = formatError(error, scope, log);
      metrics.errors.inc({ code: String(formatted.extensions?.code) });
      scope.trace?.span?.fail(String(formatted.extensions?.code));
      return formatted;
    };
    const limits = new Limits<LimitName>(metrics, settings.measuredLimits);
    const limiter = new ConcurrencyLimiter();
    const refusalDelay = new RefusalDelay(settings.refusalDelay);
    metrics.gauge('sign_in_refusals_delayed', 'Refused sign-ins to be answered', () => refusalDelay.delayed);
    const operationLimits = {
      limiter,
      metrics: new OperationMetrics(metrics),
      budget: new CostBudget({ settings: settings.cost, limits, metrics }),
      refusalDelay,
      usage: await countUsage(settings.usage, { lifecycle, metrics, log }),
    };
    const rates = createRateLimits(settings.rateLimits, settings.redisUrl, { limits, metrics, lifecycle, log });
    const { connections, transport } = createTransport(settings.upstream, metrics, log);
    lifecycle.add('subgraph connections', connections);
    let accepted = 0;
    const shedder = lifecycle.add(
      'load shedding',
      new LoadShedder({
        bound: settings.overload.delay,
        delay: new ProcessorDelay({ queues: [limiter, connections.connectionQueue], accepted: () => accepted }),
        limits,
      }),
    );
    metrics.gauge('overload_refused_share', 'The share of requests refused because of overload', () => shedder.share);
    metrics.gauge('operations_queued', 'Operations that wait to start', () => limiter.waiting);
    const source = {
      file: settings.supergraph,
      urls: settings.urls,
      createPlanner: await createPlannerOf(settings, metrics),
      listSizing: listSizingOf(settings),
      onInvalidFetch: (fault: string) => log.warn({ fault }, 'a fetch that its subgraph would refuse is left out'),
    };
    const cache = openCache({ sources: subgraphNames, maxBytes: settings.cacheBytes, bus, lifecycle, metrics });
    const serving = { transport, cache, ...servingOptions(settings, metrics) };
    const graph = new ServedGraph(await loadGraph(source), serving);
    const served = lifecycle.add('planner', graph);
    const sharing = settings.foreign || settings.authBySubgraphs ? 'same-headers' : 'public';
    const hub = lifecycle.add(
      'subscriptions',
      new SubscriptionHub({ served, cache, limits: operationLimits, sharing, format, log, tracing }),
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
    app.server.on('connection', () => {
      accepted++;
    });
    metrics.observe(app);
    const accessLog = settings.accessLog ? openAccessLog(log, lifecycle) : null;
    if (accessLog) addAccessLog(app, accessLog);
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
    addPageRoutes(app, { served, explorers: settings.http.explorers });
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

    const onEnd = accessLog ? logSocketOperation(accessLog) : () => {};
    const operations = socketOperations({
      served,
      hub,
      limits: operationLimits,
      shedder,
      rates,
      persisted,
      onEnd,
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

/** The bus of a gateway that knows the platform, and so its events. */
function openBus({ settings, log }: GatewayOptions, lifecycle: Lifecycle, metrics: Metrics): Bus | null {
  const { token, redisUrl: url } = settings;
  if (!token || !url) return null;
  return lifecycle.add('bus', measureBus(metrics, new RedisBus({ url, clock: systemClock, log })));
}

function openAccessLog(log: Log, lifecycle: Lifecycle): Log {
  return lifecycle.add('access log', batchedLog(log)).log;
}
