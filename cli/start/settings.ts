import path from 'node:path';
import { z } from 'zod';
import { databaseServerVariables, directUrlRules } from '#platform/database/settings.ts';
import { loopback } from '#platform/http/allowed-origins.ts';
import { fileVariable } from '#platform/secret-files.ts';
import { type Environment, projectRoot, readSettings, SettingsFault, setting } from '#platform/settings.ts';
import { commonSettings, jwksUrlOf } from '#platform/subgraph/settings.ts';
import { type GatewaySettings, readGatewaySettings } from '../../gateway/settings.ts';
import {
  defaultGatewayPort,
  defaultUrl,
  lastPortOffset,
  perSubgraph,
  portOf,
  postgresPortOffset,
  type SubgraphName,
  urlVariable,
} from '../../subgraphs/list.ts';
import type { Subgraphs } from '../../subgraphs/load.ts';
import type { SubgraphSettings } from '../../subgraphs/settings.ts';
import { defaultDemoOtp } from '../seed/demo-accounts.ts';

/** The secrets that the first start creates. */
export interface Secrets {
  AUTH_KEY_SECRET: string;
  SERVICE_CLIENT_SECRET: string;
}

export interface PlatformSettings {
  host: string;
  port: number;
  dataDir: string;
  logLevel: z.output<typeof commonSettings.LOG_LEVEL>;
  /** The operator's database server; null for the embedded one. */
  databaseUrl: string | null;
  postgresPort: number;
  demoOtp: string;
  gateway: GatewaySettings;
  /** The settings of a subgraph, once the database server and the secrets are known. */
  settingsOf(name: SubgraphName, databaseUrl: string, secrets: Secrets): SubgraphSettings;
}

const variables = z.object({
  NODE_ENV: z
    .enum(['development', 'test'], 'npm start is for development; production runs each service as a process of its own')
    .default('development'),
  PORT: setting
    .port()
    .refine((port) => port + lastPortOffset <= 65_535, `must leave room for ${lastPortOffset} more ports`)
    .default(defaultGatewayPort),
  HOST: commonSettings.HOST,
  LOG_LEVEL: commonSettings.LOG_LEVEL,
  DATA_DIR: setting.text().default('.data'),
  ...databaseServerVariables,
  DEMO_OTP: z
    .string()
    .regex(/^\d{6}$/, 'must be six digits')
    .default(defaultDemoOtp),
});

/**
 * Reads the settings of the whole platform in one process.
 *
 * @throws SettingsFault with the faults of the gateway and of every subgraph.
 */
export function readPlatformSettings(environment: Environment, subgraphs: Subgraphs): PlatformSettings {
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
  const value = collect(() => readSettings(variables, environment, directUrlRules));
  const port = value?.PORT ?? defaultGatewayPort;
  const shared = { ...environment, ...addressesFrom(environment, port) };
  const gateway = collect(() =>
    readGatewaySettings({ ...shared, CORS_ORIGINS: environment.CORS_ORIGINS || loopback, PORT: String(port) }),
  );
  const settingsOf: PlatformSettings['settingsOf'] = (name, databaseUrl, secrets) => {
    const subgraph = subgraphs.get(name);
    if (!subgraph) throw new Error(`the subgraph ${name} is not loaded`);
    return subgraph.readSettings({
      ...withoutFiles(secrets, environment),
      DEMO_OTP: value?.DEMO_OTP,
      ...withoutEmpty(shared),
      PORT: String(portOf(name, port)),
      DATABASE_URL: databaseUrl,
      DATABASE_URL_FILE: undefined,
      DATABASE_POOL_MAX: environment.DATABASE_POOL_MAX || '10',
      // Somebody watches the start, and sees at once that a URL is wrong.
      DATABASE_WAIT_TRIES: environment.DATABASE_WAIT_TRIES || '1',
      METRICS_PORT: undefined,
      // The gateway, which stops first, has drained by then.
      DRAIN_SECONDS: '0',
    });
  };
  const databaseUrl = value?.DATABASE_URL ?? 'postgres://127.0.0.1';
  for (const name of subgraphs.keys()) collect(() => settingsOf(name, databaseUrl, placeholderSecrets));
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
    settingsOf,
  };
}

/** Lets the settings be checked before anything is created. */
const placeholderSecrets: Secrets = { AUTH_KEY_SECRET: 'x'.repeat(32), SERVICE_CLIENT_SECRET: 'x'.repeat(32) };

/** The secrets but those that the environment has in files. */
const withoutFiles = (secrets: Secrets, environment: Environment): Environment =>
  Object.fromEntries(Object.entries(secrets).filter(([name]) => !environment[fileVariable(name)]));

/** The addresses at which the services of this platform reach each other, unless the environment names them. */
function addressesFrom(environment: Environment, port: number): Environment {
  const urlOf = (name: SubgraphName) => environment[urlVariable(name)] || defaultUrl(name, port);
  return {
    ...perSubgraph(urlVariable, urlOf),
    AUTH_ISSUER: environment.AUTH_ISSUER || `http://127.0.0.1:${port}`,
    JWKS_URL: environment.JWKS_URL || (URL.canParse(urlOf('auth')) ? jwksUrlOf(urlOf('auth')) : undefined),
  };
}

const withoutEmpty = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
