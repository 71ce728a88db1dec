import { z } from 'zod';
import type { DatabaseSettings } from '../database/open-database.ts';
import type { LogLevel } from '../log.ts';
import type { TokenSettings } from '../security/access-token.ts';
import { type Environment, readSettings, type SettingsRules, setting } from '../settings.ts';

/** The subgraphs, in the order of their ports after the gateway's. */
export const subgraphNames = ['users', 'trips', 'notifications', 'auth'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

export const defaultPort = 4000;

/** The database that each subgraph has on the server. */
export const databaseNames: Record<SubgraphName, string> = {
  users: 'user',
  trips: 'trip',
  notifications: 'notifications',
  auth: 'auth',
};

/** Where a subgraph is when nothing else is said: on this machine, at the gateway's port plus 1, 2, 3 or 4. */
export function defaultUrl(name: SubgraphName, gatewayPort: number = defaultPort): string {
  return `http://127.0.0.1:${portOf(name, gatewayPort)}/graphql`;
}

export function portOf(name: SubgraphName, gatewayPort: number = defaultPort): number {
  return gatewayPort + 1 + subgraphNames.indexOf(name);
}

/** The settings that every process has. */
export const commonSettings = {
  NODE_ENV: setting.oneOf(['development', 'production', 'test']).default('development'),
  HOST: setting.text().default('127.0.0.1'),
  LOG_LEVEL: setting.oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  METRICS_PORT: setting.port().optional(),
  AUTH_ISSUER: setting.url('http', 'https').default(`http://127.0.0.1:${defaultPort}`),
  AUTH_AUDIENCE: setting.text().default('masar-eagle-api'),
  TRUSTED_PROXIES: setting.list().default(['127.0.0.1', '::1']),
  REDIS_URL: setting.urls('redis', 'rediss').optional(),
};

/** What production asks of every process. */
export const productionRules: SettingsRules = ({ NODE_ENV, METRICS_PORT }) =>
  NODE_ENV === 'production' && !METRICS_PORT ? ['METRICS_PORT: is needed in production'] : [];

/** `JWKS_URL`'s default: beside auth's GraphQL. */
export function jwksUrlOf(authUrl: string): string {
  return new URL('/.well-known/jwks.json', authUrl).href;
}

/** The settings of the process of one subgraph, checked. */
export interface SubgraphSettings {
  name: SubgraphName;
  production: boolean;
  host: string;
  port: number;
  logLevel: LogLevel;
  metricsPort: number | undefined;
  database: DatabaseSettings;
  token: TokenSettings;
  urls: Record<SubgraphName, string>;
  trustedProxies: string[];
  /** The bus between processes: one server, or a cluster's nodes separated by commas. */
  redisUrl: string | undefined;
}

/** The variable that names a subgraph's own database, before the server's. */
export const databaseVariables = {
  users: 'USERS_DATABASE_URL',
  trips: 'TRIPS_DATABASE_URL',
  notifications: 'NOTIFICATIONS_DATABASE_URL',
  auth: 'AUTH_DATABASE_URL',
} as const satisfies Record<SubgraphName, string>;

/**
 * Reads the settings of one subgraph's process, and those of `extra`, which only that subgraph has. Throws SettingsFault.
 */
export function readSubgraphSettings<Extra extends z.ZodRawShape = Record<never, never>>(
  name: SubgraphName,
  environment: Environment,
  extra: Extra = {} as Extra,
  rules: SettingsRules = () => [],
): SubgraphSettings & { extra: z.output<z.ZodObject<Extra>> } {
  const own = databaseVariables[name];
  const base = z.object({
    ...commonSettings,
    PORT: setting.port().default(portOf(name)),
    USERS_URL: setting.url('http', 'https').default(defaultUrl('users')),
    TRIPS_URL: setting.url('http', 'https').default(defaultUrl('trips')),
    NOTIFICATIONS_URL: setting.url('http', 'https').default(defaultUrl('notifications')),
    AUTH_URL: setting.url('http', 'https').default(defaultUrl('auth')),
    JWKS_URL: setting.url('http', 'https').optional(),
    DATABASE_URL: setting.url('postgres', 'postgresql').optional(),
    USERS_DATABASE_URL: setting.url('postgres', 'postgresql').optional(),
    TRIPS_DATABASE_URL: setting.url('postgres', 'postgresql').optional(),
    NOTIFICATIONS_DATABASE_URL: setting.url('postgres', 'postgresql').optional(),
    AUTH_DATABASE_URL: setting.url('postgres', 'postgresql').optional(),
    DATABASE_POOL_MAX: setting.whole(1, 1_000).default(20),
    DATABASE_WAIT_TRIES: setting.whole(1, 1_000).default(30),
    DATABASE_WAIT_SECONDS: setting.whole(0, 600).default(5),
    LOG_SQL: setting.flag().default(false),
  });
  const read = readSettings(z.object({ ...base.shape, ...extra }), environment, (set) => [
    ...(set.DATABASE_URL || set[own] ? [] : [`DATABASE_URL: is needed, or ${own}, by a subgraph on its own`]),
    ...productionRules(set),
    ...rules(set),
  ]);
  const value = read as z.output<typeof base>;
  return {
    name,
    production: value.NODE_ENV === 'production',
    host: value.HOST,
    port: value.PORT,
    logLevel: value.LOG_LEVEL,
    metricsPort: value.METRICS_PORT,
    database: {
      url: value[own] ?? onServer(value.DATABASE_URL as string, databaseNames[name]),
      poolMax: value.DATABASE_POOL_MAX,
      logSql: value.LOG_SQL,
      wait: { tries: value.DATABASE_WAIT_TRIES, seconds: value.DATABASE_WAIT_SECONDS },
    },
    token: {
      issuer: value.AUTH_ISSUER,
      audience: value.AUTH_AUDIENCE,
      jwksUrl: value.JWKS_URL ?? jwksUrlOf(value.AUTH_URL),
    },
    urls: {
      users: value.USERS_URL,
      trips: value.TRIPS_URL,
      notifications: value.NOTIFICATIONS_URL,
      auth: value.AUTH_URL,
    },
    trustedProxies: value.TRUSTED_PROXIES,
    redisUrl: value.REDIS_URL,
    extra: read as z.output<z.ZodObject<Extra>>,
  };
}

/** The same server, another database. */
export function onServer(url: string, database: string): string {
  const server = new URL(url);
  server.pathname = `/${database}`;
  return server.href;
}
