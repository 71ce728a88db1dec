import path from 'node:path';
import { z } from 'zod';
import { type Environment, projectRoot, readSettings, SettingsFault, setting } from '#platform/settings.ts';
import {
  commonSettings,
  defaultPort,
  defaultUrl,
  jwksUrlOf,
  portOf,
  readSubgraphSettings,
  type SubgraphName,
  type SubgraphSettings,
  subgraphNames,
} from '#platform/subgraph/settings.ts';
import { type GatewaySettings, readGatewaySettings } from '../../gateway/settings.ts';
import { type AuthSettings, readAuthSettings } from '../../subgraphs/auth/settings.ts';
import { type NotificationsSettings, readNotificationsSettings } from '../../subgraphs/notifications/settings.ts';
import { readTripsSettings, type TripsSettings } from '../../subgraphs/trips/settings.ts';

/** After the gateway's port and the four subgraphs'. */
const postgresPortOffset = 5;

/** What is made at the first start and kept. */
export interface Secrets {
  AUTH_KEY_SECRET: string;
  SERVICE_CLIENT_SECRET: string;
}

export interface PlatformSettings {
  host: string;
  port: number;
  dataDir: string;
  logLevel: z.output<typeof commonSettings.LOG_LEVEL>;
  /** A server of the operator's own; null for the embedded one. */
  databaseUrl: string | null;
  postgresPort: number;
  demoOtp: string;
  gateway: GatewaySettings;
  /** The subgraphs' settings, once the server and the secrets are there. */
  subgraphs(
    databaseUrl: string,
    secrets: Secrets,
  ): { users: SubgraphSettings; trips: TripsSettings; notifications: NotificationsSettings; auth: AuthSettings };
}

const variables = z.object({
  NODE_ENV: z
    .enum(['development', 'test'], 'npm start is for development; production runs each service as a process of its own')
    .default('development'),
  PORT: setting
    .port()
    .refine((port) => port + postgresPortOffset <= 65_535, 'must leave room for five more ports')
    .default(defaultPort),
  HOST: commonSettings.HOST,
  LOG_LEVEL: commonSettings.LOG_LEVEL,
  DATA_DIR: setting.text().default('.data'),
  DATABASE_URL: setting.url('postgres', 'postgresql').optional(),
  DEMO_OTP: z
    .string()
    .regex(/^\d{6}$/, 'must be six digits')
    .default('000000'),
});

/** Reads the settings of the whole platform in one process. Throws one SettingsFault with the faults of every part. */
export function readPlatformSettings(environment: Environment): PlatformSettings {
  const faults: string[] = [];
  const collect = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SettingsFault)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  };
  const value = collect(() => readSettings(variables, environment));
  const shared = { ...environment, ...urlsFrom(environment, value?.PORT ?? defaultPort) };
  const gateway = collect(() => readGatewaySettings({ ...shared, PORT: String(value?.PORT ?? defaultPort) }));
  const subgraphs: PlatformSettings['subgraphs'] = (databaseUrl, secrets) => {
    const forSubgraph = (name: SubgraphName): Environment => ({
      ...shared,
      PORT: String(portOf(name, value?.PORT)),
      DATABASE_URL: databaseUrl,
      DATABASE_POOL_MAX: environment.DATABASE_POOL_MAX || '10',
      METRICS_PORT: undefined,
    });
    return {
      users: readSubgraphSettings('users', forSubgraph('users')),
      trips: readTripsSettings(forSubgraph('trips')),
      notifications: readNotificationsSettings(forSubgraph('notifications')),
      auth: readAuthSettings({ ...secrets, DEMO_OTP: value?.DEMO_OTP, ...setOf(forSubgraph('auth')) }),
    };
  };
  const placeholder = 'x'.repeat(32);
  collect(() =>
    subgraphs(value?.DATABASE_URL ?? 'postgres://127.0.0.1', {
      AUTH_KEY_SECRET: placeholder,
      SERVICE_CLIENT_SECRET: placeholder,
    }),
  );
  if (faults.length > 0 || !value || !gateway) throw new SettingsFault([...new Set(faults)]);
  return {
    host: value.HOST,
    port: value.PORT,
    dataDir: path.resolve(projectRoot, value.DATA_DIR),
    logLevel: value.LOG_LEVEL,
    databaseUrl: value.DATABASE_URL ?? null,
    postgresPort: value.PORT + postgresPortOffset,
    demoOtp: value.DEMO_OTP,
    gateway,
    subgraphs,
  };
}

/** Where the parts of this platform find each other, unless it is said. */
function urlsFrom(environment: Environment, port: number): Environment {
  const urlOf = (name: SubgraphName) => environment[`${name.toUpperCase()}_URL`] || defaultUrl(name, port);
  return {
    ...Object.fromEntries(subgraphNames.map((name) => [`${name.toUpperCase()}_URL`, urlOf(name)])),
    AUTH_ISSUER: environment.AUTH_ISSUER || `http://127.0.0.1:${port}`,
    JWKS_URL: environment.JWKS_URL || (URL.canParse(urlOf('auth')) ? jwksUrlOf(urlOf('auth')) : undefined),
  };
}

const setOf = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
