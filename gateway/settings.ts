import { z } from 'zod';
import type { LogLevel } from '#platform/log.ts';
import type { TokenSettings } from '#platform/security/access-token.ts';
import { type Environment, readSettings, type SettingsRules, setting } from '#platform/settings.ts';
import { commonSettings, jwksUrlOf, productionRules } from '#platform/subgraph/settings.ts';
import {
  defaultGatewayPort,
  defaultUrl,
  perSubgraph,
  type SubgraphName,
  subgraphNames,
  urlVariable,
} from '../subgraphs/list.ts';

export interface GatewaySettings {
  production: boolean;
  host: string;
  port: number;
  logLevel: LogLevel;
  metricsPort: number | undefined;
  /** How many processes share the port. */
  processes: number;
  trustedProxies: string[];
  /** The bus, for what it tells of ended sessions. */
  redisUrl: string | undefined;
  /** A supergraph file; null for our own subgraphs, composed in memory. */
  supergraph: string | null;
  /** What overrides the supergraph's own URLs: what was set explicitly. */
  urls: Partial<Record<SubgraphName, string>>;
  /** What tokens are verified by; null for a gateway that verifies none. */
  token: TokenSettings | null;
  /** Whether the supergraph is somebody else's. */
  foreign: boolean;
  /** Whether requests that ask a subgraph the same at one time may have one answer. */
  shareQueries: boolean;
  /** Whether the gateway leaves the auth directives to the subgraphs. */
  authBySubgraphs: boolean;
  /** Where `/connect/*` and `/.well-known/*` are passed to; null for somebody else's supergraph. */
  authUrl: string | null;
}

/** What the command line gives to a gateway alone. */
export interface GatewayArguments {
  supergraph?: string | undefined;
  port?: string | undefined;
}

const variables = z.object({
  ...commonSettings,
  PORT: setting.port().default(defaultGatewayPort),
  AUTH_ISSUER: setting.url('http', 'https').optional(),
  ...perSubgraph(urlVariable, () => setting.url('http', 'https').optional()),
  JWKS_URL: setting.url('http', 'https').optional(),
  SUPERGRAPH: setting.text().optional(),
  GATEWAY_PROCESSES: setting.whole(1, 256).default(1),
  AUTH_BY_SUBGRAPHS: setting.flag().default(false),
  SHARE_QUERIES: setting.flag().default(true),
});

/** Whoever asks one port for metrics would get those of one process. */
const processRules: SettingsRules = ({ GATEWAY_PROCESSES = '1', METRICS_PORT }) =>
  GATEWAY_PROCESSES !== '1' && !METRICS_PORT ? ['METRICS_PORT: is needed where GATEWAY_PROCESSES is more than 1'] : [];

/** Reads the gateway's settings. Throws SettingsFault. */
export function readGatewaySettings(environment: Environment, given: GatewayArguments = {}): GatewaySettings {
  const value = readSettings(variables, { ...environment, ...(given.port ? { PORT: given.port } : {}) }, (set) => [
    ...productionRules(set),
    ...processRules(set),
  ]);
  const foreign = given.supergraph !== undefined;
  const urls: GatewaySettings['urls'] = Object.fromEntries(
    subgraphNames.flatMap((name) => {
      const url = value[urlVariable(name)];
      return url ? [[name, url]] : [];
    }),
  );
  const authUrl = foreign ? null : (value.AUTH_URL ?? defaultUrl('auth'));
  const jwksUrl = value.JWKS_URL ?? (authUrl ? jwksUrlOf(authUrl) : undefined);
  return {
    production: value.NODE_ENV === 'production',
    host: value.HOST,
    port: value.PORT,
    logLevel: value.LOG_LEVEL,
    metricsPort: value.METRICS_PORT,
    processes: value.GATEWAY_PROCESSES,
    trustedProxies: value.TRUSTED_PROXIES,
    redisUrl: value.REDIS_URL,
    supergraph: given.supergraph ?? value.SUPERGRAPH ?? null,
    urls,
    token: jwksUrl
      ? { issuer: value.AUTH_ISSUER ?? `http://127.0.0.1:${value.PORT}`, audience: value.AUTH_AUDIENCE, jwksUrl }
      : null,
    foreign,
    shareQueries: value.SHARE_QUERIES,
    authBySubgraphs: value.AUTH_BY_SUBGRAPHS,
    authUrl,
  };
}
