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
  /** Whether concurrent identical queries share one request to a subgraph. */
  shareQueries: boolean;
  /** Whether the subgraphs enforce the auth directives instead of the gateway. */
  authBySubgraphs: boolean;
  /** The target of the proxy for `/connect/*` and `/.well-known/*`; null for a foreign supergraph. */
  authUrl: string | null;
}

/** The options of the gateway's own command line. They override the environment. */
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
  const value = readSettings(variables, { ...environment, ...(port ? { PORT: port } : {}) }, (set) => [
    ...productionRules(set),
    ...processRules(set),
  ]);
  const foreign = supergraph !== undefined;
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
    supergraph: supergraph ?? value.SUPERGRAPH ?? null,
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
