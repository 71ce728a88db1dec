import type { DatabaseSettings } from '../database/open-database.ts';
import type { SocketLimits } from '../graphql/sockets/socket-limits.ts';
import type { LogLevel } from '../log.ts';
import { redisProtocols } from '../messaging/bus/redis-connection.ts';
import { type StreamLayout, streamLayouts } from '../messaging/bus/stream-layout.ts';
import type { TokenSettings } from '../security/access-token.ts';
import { type SettingsRules, setting } from '../settings.ts';
import { type TracingSettings, tracingVariables } from '../tracing/settings.ts';

/** The variables that every process reads. */
export const commonSettings = {
  NODE_ENV: setting.oneOf(['development', 'production', 'test']).default('development'),
  HOST: setting.text().default('127.0.0.1'),
  LOG_LEVEL: setting.oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  METRICS_PORT: setting.port().optional(),
  AUTH_AUDIENCE: setting.text().default('masar-eagle-api'),
  TRUSTED_PROXIES: setting.list().default(['127.0.0.1', '::1']),
  REDIS_URL: setting.urls(...redisProtocols).optional(),
  REDIS_STREAMS: setting.oneOf(streamLayouts).optional(),
  // Longer would leave too little of the time in which a process stops.
  DRAIN_SECONDS: setting.whole(0, 7).optional(),
  ...tracingVariables,
};

/** The default of DRAIN_SECONDS. */
export const defaultDrainSeconds = (production: boolean): number => (production ? 5 : 0);

/** The rules of production for every process. */
export const productionRules: SettingsRules = ({ NODE_ENV, METRICS_PORT }) =>
  NODE_ENV === 'production' && !METRICS_PORT ? ['METRICS_PORT: is needed in production'] : [];

/** The default of `JWKS_URL`, on the same origin as auth's GraphQL. */
export function jwksUrlOf(authUrl: string): string {
  return new URL('/.well-known/jwks.json', authUrl).href;
}

/** The validated settings of a subgraph's process. */
export interface ServiceSettings {
  name: string;
  production: boolean;
  host: string;
  port: number;
  logLevel: LogLevel;
  metricsPort: number | undefined;
  database: DatabaseSettings;
  token: TokenSettings;
  trustedProxies: string[];
  /** The bounds of the sockets of gateways. */
  sockets: SocketLimits;
  /** The time between the signal to stop and the end of service. */
  drainSeconds: number;
  /** The bus between processes: one server, or the nodes of a cluster separated by commas. */
  redisUrl: string | undefined;
  /** The layout in which it appends to a cluster; undefined for the one that its database has, or else `spread`. */
  streamLayout: StreamLayout | undefined;
  /** Null for a service that records no traces. */
  tracing: TracingSettings | null;
}
