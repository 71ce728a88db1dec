import path from 'node:path';
import { z } from 'zod';
import type { DocumentBounds } from '#platform/graphql/parse-operation.ts';
import { socketLimitsOf, socketSettings } from '#platform/graphql/sockets/settings.ts';
import { clientLimits, type SocketLimits } from '#platform/graphql/sockets/socket-limits.ts';
import type { ConnectionBounds } from '#platform/http/connection-limit.ts';
import { allLimits } from '#platform/limits.ts';
import type { LogLevel } from '#platform/log.ts';
import type { TokenSettings } from '#platform/security/access-token.ts';
import { type Environment, projectRoot, readSettings, type SettingsRules, setting } from '#platform/settings.ts';
import { commonSettings, defaultDrainSeconds, jwksUrlOf, productionRules } from '#platform/subgraph/settings.ts';
import { type TracingSettings, tracingSettingsOf } from '#platform/tracing/settings.ts';
import {
  defaultGatewayPort,
  defaultUrl,
  perSubgraph,
  type SubgraphName,
  subgraphNames,
  urlVariable,
} from '../subgraphs/list.ts';
import { type CostSettings, costRules, costSettingsOf, costVariables } from './admission/cost/settings.ts';
import { documentBoundsOf, documentVariables } from './admission/document-bounds.ts';
import { type OverloadSettings, overloadSettings, overloadSettingsOf } from './admission/overload/settings.ts';
import {
  type PersistedSettings,
  persistedRules,
  persistedSettings,
  persistedSettingsOf,
} from './admission/persisted/settings.ts';
import { type RateLimitSettings, rateLimitSettingsOf, rateLimitVariables } from './admission/rate-limits/settings.ts';
import { refusalDelayOf, refusalDelayVariables } from './admission/refusal-delay-settings.ts';
import { type HttpSettings, httpSettings, httpSettingsOf } from './http/settings.ts';
import { limitNames } from './limit-names.ts';
import { defaultPlanBounds, defaultPlannerOptions, type PlanBounds } from './planning/planner.ts';
import { type UpstreamSettings, upstreamRules, upstreamSettingsOf, upstreamVariables } from './upstream/settings.ts';
import { type UsageSettings, usageSettingsOf, usageVariables } from './usage/settings.ts';

/** The validated settings of a gateway process. */
export interface GatewaySettings {
  production: boolean;
  host: string;
  port: number;
  logLevel: LogLevel;
  metricsPort: number | undefined;
  /** The number of processes that share the port. */
  processes: number;
  trustedProxies: string[];
  http: HttpSettings;
  /** The bounds of clients' sockets. */
  sockets: SocketLimits;
  /** The time between the signal to stop and the end of service. */
  drainSeconds: number;
  /** The bus with the events that end access: one server, or the nodes of a cluster separated by commas. */
  redisUrl: string | undefined;
  /** A supergraph file; null for the platform's own subgraphs, composed in memory. */
  supergraph: string | null;
  /** The explicitly set URLs, which override those of the supergraph. */
  urls: Partial<Record<SubgraphName, string>>;
  /** Null for a gateway that does not verify tokens. */
  token: TokenSettings | null;
  /** Whether the command line named the supergraph, so that it may be another platform's. */
  foreign: boolean;
  /** Whether concurrent identical queries share one run. */
  shareQueries: boolean;
  /** Bytes for the cache of public responses; 0 for none. */
  cacheBytes: number;
  /** Whether the subgraphs enforce the auth directives instead of the gateway. */
  authBySubgraphs: boolean;
  /** The bounds of a client's document. */
  documentBounds: DocumentBounds;
  cost: CostSettings;
  /** What a client may use in a minute. */
  rateLimits: RateLimitSettings;
  /** The bounds of subscriptions over HTTP. */
  streams: ConnectionBounds;
  planning: PlanningSettings;
  persisted: PersistedSettings;
  overload: OverloadSettings;
  /** Milliseconds after which a refused sign-in is answered. */
  refusalDelay: number;
  upstream: UpstreamSettings;
  /** Whether each request is logged. */
  accessLog: boolean;
  /** The limits that only count, `all` for every limit. */
  measuredLimits: string[];
  /** Null for a gateway that records no traces. */
  tracing: TracingSettings | null;
  usage: UsageSettings;
  /** The target of the proxy for `/connect/*` and `/.well-known/*`; null for a foreign supergraph. */
  authUrl: string | null;
}

/** How operations are planned. */
export interface PlanningSettings {
  /** Worker threads; with 0 the gateway plans in its own thread, without bounds of time and memory. */
  workers: number;
  bounds: PlanBounds;
  /** Whether a part of an operation that cannot be planned is null, or fails the operation. */
  unplannable: 'null' | 'fail';
  /** The folder with the clients' operations, which have a planning worker of their own; null for none. */
  knownOperations: string | null;
}

/** The options of the gateway's own command line. They override the environment. */
export interface GatewayArguments {
  supergraph?: string | undefined;
  port?: string | undefined;
}

const variables = z.object({
  ...commonSettings,
  ...socketSettings,
  ...persistedSettings,
  ...documentVariables,
  ...costVariables,
  ...overloadSettings,
  ...refusalDelayVariables,
  ...httpSettings,
  ...rateLimitVariables,
  ...upstreamVariables,
  ...usageVariables,
  PORT: setting.port().default(defaultGatewayPort),
  AUTH_ISSUER: setting.url('http', 'https').optional(),
  ...perSubgraph(urlVariable, () => setting.url('http', 'https').optional()),
  JWKS_URL: setting.url('http', 'https').optional(),
  SUPERGRAPH: setting.text().optional(),
  GATEWAY_PROCESSES: setting.whole(1, 256).default(1),
  AUTH_BY_SUBGRAPHS: setting.flag().default(false),
  SHARE_QUERIES: setting.flag().default(true),
  CACHE_MEGABYTES: setting.whole(0, 4_096).default(16),
  STREAMS_PER_PROCESS: setting.whole(1, 1_000_000).default(10_000),
  STREAMS_PER_ADDRESS: setting.whole(1, 1_000_000).optional(),
  PLANNING_WORKERS: setting.whole(0, 64).default(1),
  PLANNING_MAX_MILLISECONDS: setting.whole(10, 60_000).default(defaultPlanBounds.time),
  PLANNING_MAX_MEGABYTES: setting.whole(64, 16_384).default(defaultPlanBounds.memory),
  PLANNING_MAX_PATHS: setting.whole(10, 1_000_000).default(defaultPlanBounds.paths),
  PLANNING_MAX_PLANS: setting.whole(1, 1_000_000).default(defaultPlanBounds.plans),
  ACCESS_LOG: setting.flag().default(true),
  MEASURE_LIMITS: setting.someOf(allLimits, ...limitNames).default([]),
  UNPLANNABLE: setting.oneOf(['null', 'fail']).default(defaultPlannerOptions.unplannable),
  KNOWN_OPERATIONS: setting.text().optional(),
});

/** Several processes need a metrics port, because a request to the shared port would read the metrics of one of them. */
const processRules: SettingsRules = ({ GATEWAY_PROCESSES = '1', METRICS_PORT }) =>
  GATEWAY_PROCESSES !== '1' && !METRICS_PORT
    ? ['METRICS_PORT: is needed when GATEWAY_PROCESSES is greater than 1']
    : [];

/**
 * Reads the gateway's settings.
 *
 * @throws SettingsFault
 */
export function readGatewaySettings(
  environment: Environment,
  { supergraph, port }: GatewayArguments = {},
): GatewaySettings {
  const foreign = supergraph !== undefined;
  const value = readSettings(variables, { ...environment, ...(port ? { PORT: port } : {}) }, (set) => [
    ...productionRules(set),
    ...processRules(set),
    ...persistedRules(set),
    ...upstreamRules(set),
    // Another platform's subgraphs are known once its supergraph is loaded.
    ...(foreign ? [] : costRules(subgraphNames)(set)),
  ]);
  const urls: GatewaySettings['urls'] = Object.fromEntries(
    subgraphNames.flatMap((name) => {
      const url = value[urlVariable(name)];
      return url ? [[name, url]] : [];
    }),
  );
  const production = value.NODE_ENV === 'production';
  const authUrl = foreign ? null : (value.AUTH_URL ?? defaultUrl('auth'));
  const jwksUrl = value.JWKS_URL ?? (authUrl ? jwksUrlOf(authUrl) : undefined);
  return {
    production,
    host: value.HOST,
    port: value.PORT,
    logLevel: value.LOG_LEVEL,
    metricsPort: value.METRICS_PORT,
    processes: value.GATEWAY_PROCESSES,
    trustedProxies: value.TRUSTED_PROXIES,
    http: httpSettingsOf(value, production),
    sockets: socketLimitsOf(value, clientLimits(production)),
    drainSeconds: value.DRAIN_SECONDS ?? defaultDrainSeconds(production),
    redisUrl: value.REDIS_URL,
    supergraph: supergraph ?? value.SUPERGRAPH ?? null,
    urls,
    token: jwksUrl
      ? { issuer: value.AUTH_ISSUER ?? `http://127.0.0.1:${value.PORT}`, audience: value.AUTH_AUDIENCE, jwksUrl }
      : null,
    foreign,
    shareQueries: value.SHARE_QUERIES,
    // A process does not see the mutations through the others before their events.
    cacheBytes: value.GATEWAY_PROCESSES > 1 ? 0 : value.CACHE_MEGABYTES * 1024 * 1024,
    authBySubgraphs: value.AUTH_BY_SUBGRAPHS,
    documentBounds: documentBoundsOf(value),
    cost: costSettingsOf(value),
    rateLimits: rateLimitSettingsOf(value, production),
    streams: {
      perProcess: value.STREAMS_PER_PROCESS,
      perAddress: value.STREAMS_PER_ADDRESS ?? (production ? 100 : 10_000),
    },
    planning: {
      workers: value.PLANNING_WORKERS,
      bounds: {
        time: value.PLANNING_MAX_MILLISECONDS,
        memory: value.PLANNING_MAX_MEGABYTES,
        paths: value.PLANNING_MAX_PATHS,
        plans: value.PLANNING_MAX_PLANS,
      },
      unplannable: value.UNPLANNABLE,
      knownOperations: knownOperationsFolder(value.KNOWN_OPERATIONS, foreign),
    },
    persisted: persistedSettingsOf(value, value.REDIS_URL),
    overload: overloadSettingsOf(value, production),
    refusalDelay: refusalDelayOf(value),
    upstream: upstreamSettingsOf(value),
    accessLog: value.ACCESS_LOG,
    measuredLimits: value.MEASURE_LIMITS,
    tracing: tracingSettingsOf(value),
    usage: usageSettingsOf(value, foreign),
    authUrl,
  };
}

/** Relative to the project's root. By default the platform's own clients. */
function knownOperationsFolder(folder: string | undefined, foreign: boolean): string | null {
  if (folder !== undefined) return path.resolve(projectRoot, folder);
  return foreign ? null : path.join(projectRoot, 'clients');
}
