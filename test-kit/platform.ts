import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Log } from '#platform/log.ts';
import { Lifecycle } from '#platform/run/lifecycle.ts';
import { type DatabaseName, databaseNames, databaseVariable } from '../cli/databases.ts';
import { defaultDemoOtp, demoAccounts } from '../cli/seed/demo-accounts.ts';
import { type PlatformSettings, readPlatformSettings } from '../cli/start/settings.ts';
import { startPlatform } from '../cli/start/start.ts';
import { defaultUrl, lastPortOffset, type SubgraphName } from '../subgraphs/list.ts';
import { loadSubgraphs } from '../subgraphs/load.ts';
import { freePorts } from './free-port.ts';
import { requestGraphQL } from './subgraph.ts';
import { serverUrl, silent, type TestDatabase, testDatabase } from './templates.ts';

/** The whole platform as `npm start` runs it, on its own databases: tokens from auth, real HTTP and WebSockets. */
export interface TestPlatform {
  /** The GraphQL endpoint of the gateway. */
  url: string;
  /** The `iss` of the platform's tokens: the origin of the gateway. */
  issuer: URL;
  /** The GraphQL endpoint of a subgraph, which bypasses the gateway. */
  urlOf(name: SubgraphName): string;
  databaseOf(name: DatabaseName): string;
  /** Signs in through the gateway with the demo code. */
  signIn(phoneNumber: string, accountType: 'PASSENGER' | 'DRIVER'): Promise<SignedIn>;
  /** Signs in the demo admin. Returns the access token. */
  signInAdmin(): Promise<string>;
  stop(): Promise<void>;
}

export interface SignedIn {
  accountId: string;
  accessToken: string;
  refreshToken: string;
}

export interface TestPlatformOptions {
  log?: Log;
  /** Changes the settings that were read. */
  adjust?: (settings: PlatformSettings) => PlatformSettings;
}

/** Starts the platform with demo data. */
export async function startTestPlatform(
  settings: Record<string, string> = {},
  { log = silent, adjust = (settings) => settings }: TestPlatformOptions = {},
): Promise<TestPlatform> {
  const platform = new Lifecycle(log);
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-platform-'));
  const databases = new Map<DatabaseName, TestDatabase>();
  const [port = 0] = await freePorts(lastPortOffset + 1);
  const environment: Record<string, string> = {
    DATABASE_URL: serverUrl(),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    PORT: String(port),
    ...settings,
  };
  for (const name of databaseNames) {
    const database = await testDatabase(name);
    databases.set(name, database);
    environment[databaseVariable(name)] = database.url;
  }
  const subgraphs = await loadSubgraphs();
  const adjusted = adjust(readPlatformSettings(environment, subgraphs));
  await startPlatform(adjusted, subgraphs, log, platform, () => {});
  const issuer = new URL(`http://127.0.0.1:${port}`);
  const url = new URL('/graphql', issuer).href;
  return {
    url,
    issuer,
    urlOf: (name) => defaultUrl(name, port),
    databaseOf: (name) => databases.get(name)?.url ?? '',
    signIn: (phoneNumber, accountType) => signIn(url, phoneNumber, accountType),
    signInAdmin: () => signInAdmin(url),
    stop: async () => {
      await platform.stop();
      for (const database of databases.values()) await database.drop();
      await fs.rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function signIn(url: string, phoneNumber: string, accountType: string): Promise<SignedIn> {
  const { data } = await requestGraphQL(
    url,
    `mutation ($input: SignInWithOtpInput!) {
      signInWithOtp(input: $input) { accessToken refreshToken account { ... on Passenger { id } ... on Driver { id } } }
    }`,
    { input: { phoneNumber, accountType, code: defaultDemoOtp } },
  );
  const { account, accessToken, refreshToken } = data.signInWithOtp;
  return { accountId: account.id, accessToken, refreshToken };
}

async function signInAdmin(url: string): Promise<string> {
  const { email, password } = demoAccounts.admin;
  const { data } = await requestGraphQL(
    url,
    'mutation ($input: SignInWithPasswordInput!) { signInWithPassword(input: $input) { accessToken } }',
    { input: { email, password } },
  );
  return data.signInWithPassword.accessToken;
}
