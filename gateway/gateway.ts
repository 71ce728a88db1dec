import cluster from 'node:cluster';
import type { GraphQLFormattedError } from 'graphql';
import { systemClock } from '#platform/clock.ts';
import { type RequestScope, requestScope } from '#platform/graphql/request-scope.ts';
import { serveWebSocket } from '#platform/graphql/web-socket.ts';
import { createHttpApp } from '#platform/http/graphql-app.ts';
import { addHealthRoutes, type Check } from '#platform/http/health.ts';
import { Metrics } from '#platform/http/metrics.ts';
import { assertPortFree } from '#platform/http/port-taken.ts';
import type { Log } from '#platform/log.ts';
import type { Bus } from '#platform/messaging/bus/bus.ts';
import { RedisBus } from '#platform/messaging/bus/redis-bus.ts';
import { Lifecycle, type Running } from '#platform/run/lifecycle.ts';
import { tokenVerifier } from '#platform/security/access-token.ts';
import { followRevocations, refusingRevoked } from '#platform/security/revoked-access.ts';
import type { VerifyToken } from '#platform/security/verify-token.ts';
import { ConcurrencyLimiter } from './admission/concurrency-limiter.ts';
import { addAuthProxy } from './http/auth-proxy.ts';
import { shapeGatewayError } from './http/format-error.ts';
import { addGraphQLRoute } from './http/graphql-route.ts';
import { addSandboxRoutes } from './http/sandbox.ts';
import type { GatewaySettings } from './settings.ts';
import { socketOperations } from './subscriptions/socket-operations.ts';
import type { FederatedGraph } from './supergraph/federated-graph.ts';
import { loadGraph, watchGraph } from './supergraph/load.ts';
import { ServedGraphs } from './supergraph/served-graph.ts';
import type { Sharing } from './upstream/subgraphs.ts';
import { SubgraphTransport } from './upstream/transport.ts';

export interface GatewayOptions {
  settings: GatewaySettings;
  log: Log;
  /** In place of the one that the settings name. */
  verifyToken?: VerifyToken;
  /** What tells of ended sessions, where it is shared with others in the process; otherwise the one that the settings name. */
  bus?: Bus;
  /** Milliseconds that a subgraph has to answer, in place of the limit. */
  upstreamTimeout?: number;
}

export interface RunningGateway extends Running {
  /** Where its GraphQL is. */
  url: string;
}

/**
 * Serves the federated graph: GraphQL over HTTP and WebSocket at `/graphql`, Sandbox and GraphiQL, health, metrics, and the
 * pass to auth. Needs no subgraph to start. Throws PortTaken, and what is wrong with the supergraph.
 */
export async function createGateway({ settings, log, ...given }: GatewayOptions): Promise<RunningGateway> {
  const { host, port } = settings;
  // A worker's port is its primary's, who has seen to it.
  if (!cluster.isWorker) await assertPortFree(port, host, 'gateway');
  const lifecycle = new Lifecycle(log);
  try {
    const verifyToken = verifierOf(settings, given, log, lifecycle);
    const metrics = new Metrics('gateway');
    const shape = (error: unknown, scope: RequestScope = requestScope.current()): GraphQLFormattedError => {
      const shaped = shapeGatewayError(error, scope, log);
      metrics.errors.inc({ code: String(shaped.extensions?.code) });
      return shaped;
    };
    const fetches = metrics.histogram('subgraph_fetch_duration_seconds', 'Requests to subgraphs', [
      'subgraph',
      'outcome',
    ]);
    const transport = lifecycle.add('subgraph connections', new SubgraphTransport(fetches, given.upstreamTimeout));
    const source = { file: settings.supergraph, urls: settings.urls };
    const graphs = new ServedGraphs(await loadGraph(source), {
      transport,
      authBySubgraphs: settings.authBySubgraphs,
      sharing: sharingOf(settings),
    });
    lifecycle.add(
      'supergraph',
      watchGraph(source, log, (graph) => graphs.take(graph)),
    );

    const app = createHttpApp({ log, trustedProxies: settings.trustedProxies });
    metrics.observe(app);
    addHealthRoutes(app, () => subgraphChecks(graphs.current.graph, transport), !settings.production);
    if (settings.metricsPort === undefined) metrics.addRoute(app);
    if (settings.authUrl) addAuthProxy(app, settings.authUrl, shape);
    addSandboxRoutes(app);
    const limiter = new ConcurrencyLimiter();
    addGraphQLRoute(app, { graphs, limiter, verifyToken, shape, log });
    await app.listen({ port, host });
    lifecycle.add('http', { stop: () => app.close() });
    const operations = socketOperations(graphs, limiter, log);
    const sockets = serveWebSocket({ server: app.server, path: '/graphql', verifyToken, log, shape, ...operations });
    lifecycle.add('websocket', metrics.countLive(sockets));
    if (settings.metricsPort !== undefined && !cluster.isWorker)
      lifecycle.add('metrics', await metrics.listen(settings.metricsPort, host));
    return { url: `http://${host}:${port}/graphql`, stop: () => lifecycle.stop() };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

/** Null where no token is verified. */
function verifierOf(
  { token, redisUrl }: GatewaySettings,
  given: Omit<GatewayOptions, 'settings' | 'log'>,
  log: Log,
  lifecycle: Lifecycle,
): VerifyToken | null {
  const verify = given.verifyToken ?? (token ? tokenVerifier(token) : null);
  const url = token && redisUrl;
  const bus = given.bus ?? (url ? lifecycle.add('bus', new RedisBus({ url, clock: systemClock, log })) : null);
  return verify && bus ? refusingRevoked(verify, followRevocations(bus, systemClock, lifecycle)) : verify;
}

/** On somebody else's supergraph nobody vouches for what its directives leave out. */
function sharingOf({ shareQueries, foreign, authBySubgraphs }: GatewaySettings): Sharing {
  if (!shareQueries) return 'none';
  return foreign || authBySubgraphs ? 'same headers' : 'public';
}

/** Ready means that every subgraph answers. */
function subgraphChecks({ subgraphUrls }: FederatedGraph, transport: SubgraphTransport): Record<string, Check> {
  return Object.fromEntries(
    [...subgraphUrls].map(([name, url]) => [
      name,
      async () => {
        const body = '{"query":"{__typename}"}';
        await transport.post({ subgraph: name, url: new URL(url), body, headers: {} });
      },
    ]),
  );
}
