import { z } from 'zod';
import {
  databasePoolVariables,
  databaseServerVariables,
  databaseUrlSetting,
  directUrlOf,
  directUrlRules,
  pooledUrlOf,
} from '#platform/database/settings.ts';
import { socketLimitsOf, socketSettings } from '#platform/graphql/sockets/settings.ts';
import { gatewayLimits } from '#platform/graphql/sockets/socket-limits.ts';
import { type Environment, readSettings, type SettingsRules, setting } from '#platform/settings.ts';
import {
  commonSettings,
  defaultDrainSeconds,
  jwksUrlOf,
  productionRules,
  type ServiceSettings,
} from '#platform/subgraph/settings.ts';
import { tracingSettingsOf } from '#platform/tracing/settings.ts';
import {
  databaseNameOf,
  databaseVariable,
  defaultGatewayPort,
  defaultUrl,
  directDatabaseVariable,
  perSubgraph,
  portOf,
  type SubgraphName,
  urlVariable,
} from './list.ts';

/** The validated settings of one subgraph's process. */
export interface SubgraphSettings extends ServiceSettings {
  name: SubgraphName;
  /** The URL of each subgraph. */
  urls: Record<SubgraphName, string>;
}

/**
 * Reads the settings of one subgraph's process, and those of `extra`, which only that subgraph has.
 *
 * @throws SettingsFault with every fault.
 */
export function readSubgraphSettings<Extra extends z.ZodRawShape = Record<never, never>>(
  name: SubgraphName,
  environment: Environment,
  extra: Extra = {} as Extra,
  rules: SettingsRules = () => [],
): SubgraphSettings & { extra: z.output<z.ZodObject<Extra>> } {
  const own = databaseVariable(name);
  const base = z.object({
    ...commonSettings,
    ...socketSettings,
    ...perSubgraph(urlVariable, (each) => setting.url('http', 'https').default(defaultUrl(each))),
    ...perSubgraph(databaseVariable, databaseUrlSetting),
    ...perSubgraph(directDatabaseVariable, databaseUrlSetting),
    ...databaseServerVariables,
    ...databasePoolVariables,
    PORT: setting.port().default(portOf(name)),
    AUTH_ISSUER: setting.url('http', 'https').default(`http://127.0.0.1:${defaultGatewayPort}`),
    JWKS_URL: setting.url('http', 'https').optional(),
    // Without Redis a relay holds one connection while a consumer in its process, which can be the same subgraph, takes another.
    DATABASE_POOL_MAX: setting.whole(2, 1_000).default(20),
    DATABASE_WAIT_TRIES: setting.whole(1, 1_000).default(30),
    DATABASE_WAIT_SECONDS: setting.whole(0, 600).default(5),
    LOG_SQL: setting.flag().default(false),
  });
  const read = readSettings(z.object({ ...base.shape, ...extra }), environment, (set) => [
    ...(set.DATABASE_URL || set[own] ? [] : [`DATABASE_URL: is needed, or ${own}, by a subgraph on its own`]),
    ...directUrlRules(set),
    ...productionRules(set),
    ...rules(set),
  ]);
  const value = read as z.output<typeof base>;
  const urls = {
    own: value[own],
    ownDirect: value[directDatabaseVariable(name)],
    server: value.DATABASE_URL,
    serverDirect: value.DIRECT_DATABASE_URL,
  };
  const production = value.NODE_ENV === 'production';
  return {
    name,
    production,
    host: value.HOST,
    port: value.PORT,
    logLevel: value.LOG_LEVEL,
    metricsPort: value.METRICS_PORT,
    database: {
      url: pooledUrlOf(databaseNameOf(name), urls) as string,
      directUrl: directUrlOf(databaseNameOf(name), urls) as string,
      namedStatements: value.DATABASE_NAMED_STATEMENTS,
      poolMax: value.DATABASE_POOL_MAX,
      logSql: value.LOG_SQL && (production ? 'without values' : true),
      wait: { tries: value.DATABASE_WAIT_TRIES, seconds: value.DATABASE_WAIT_SECONDS },
    },
    token: {
      issuer: value.AUTH_ISSUER,
      audience: value.AUTH_AUDIENCE,
      jwksUrl: value.JWKS_URL ?? jwksUrlOf(value.AUTH_URL),
    },
    urls: perSubgraph(
      (each) => each,
      (each) => value[urlVariable(each)],
    ),
    trustedProxies: value.TRUSTED_PROXIES,
    sockets: socketLimitsOf(value, gatewayLimits(production)),
    drainSeconds: value.DRAIN_SECONDS ?? defaultDrainSeconds(production),
    redisUrl: value.REDIS_URL,
    streamLayout: value.REDIS_STREAMS,
    tracing: tracingSettingsOf(value),
    extra: read as z.output<z.ZodObject<Extra>>,
  };
}
