import { clientLimits } from '#platform/graphql/sockets/socket-limits.ts';
import type { Log } from '#platform/log.ts';
import type { Bus } from '#platform/messaging/bus/bus.ts';
import type { VerifyToken } from '#platform/security/verify-token.ts';
import { costDefaults } from '../gateway/admission/cost/settings.ts';
import { documentBounds } from '../gateway/admission/document-bounds.ts';
import { rateLimitSettingsOf } from '../gateway/admission/rate-limits/settings.ts';
import { createGateway, type RunningGateway } from '../gateway/gateway.ts';
import { defaultPlanBounds } from '../gateway/planning/planner.ts';
import type { GatewaySettings } from '../gateway/settings.ts';
import { defaultUpstream } from '../gateway/upstream/settings.ts';
import type { SubgraphName } from '../subgraphs/list.ts';
import { freePort } from './free-port.ts';
import { silent } from './templates.ts';

export interface TestGatewayOptions {
  urls?: Partial<Record<SubgraphName, string>>;
  verifyToken?: VerifyToken;
  /** The bus with the subgraphs' events; none by default. */
  bus?: Bus;
  settings?: Partial<GatewaySettings>;
  log?: Log;
  /** Milliseconds that a subgraph may take to respond. */
  upstreamTimeout?: number;
}

const neverOpen = { ...defaultUpstream.breaker, minRequests: 1_000_000 };

/** Starts a gateway on a free port. `settings` override the test defaults. */
export async function startTestGateway({
  urls = {},
  verifyToken,
  bus,
  settings,
  log = silent,
  upstreamTimeout = defaultUpstream.timeout,
}: TestGatewayOptions): Promise<RunningGateway> {
  return createGateway({
    settings: {
      production: false,
      host: '127.0.0.1',
      port: await freePort(),
      logLevel: 'silent',
      metricsPort: undefined,
      processes: 1,
      cacheBytes: 16 * 1024 * 1024,
      trustedProxies: ['127.0.0.1'],
      http: { origins: [], introspection: 'all', explorers: true, compression: true },
      sockets: clientLimits(false),
      drainSeconds: 0,
      redisUrl: undefined,
      supergraph: null,
      urls,
      token: null,
      foreign: false,
      shareQueries: true,
      authBySubgraphs: false,
      authUrl: null,
      documentBounds,
      cost: costDefaults,
      rateLimits: rateLimitSettingsOf({}, false),
      streams: { perProcess: 10_000, perAddress: 10_000 },
      planning: {
        workers: 0,
        bounds: defaultPlanBounds,
        unplannable: 'null',
        knownOperations: null,
      },
      persisted: { mode: 'off', manifest: null },
      // Tests of other things pass on a machine that is busy.
      overload: { delay: 10_000 },
      refusalDelay: 0,
      // A test of failures has many of them, and counts the requests.
      upstream: { ...defaultUpstream, timeout: upstreamTimeout, retries: 0, breaker: neverOpen },
      accessLog: false,
      measuredLimits: [],
      tracing: null,
      usage: { registry: null, interval: 20_000, retentionDays: 90 },
      ...settings,
    },
    log,
    ...(verifyToken ? { verifyToken } : {}),
    ...(bus ? { bus } : {}),
  });
}
