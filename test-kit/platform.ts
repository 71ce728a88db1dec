import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Lifecycle } from '#platform/run/lifecycle.ts';
import { type SubgraphName, subgraphNames } from '#platform/subgraph/settings.ts';
import { readPlatformSettings } from '../cli/start/settings.ts';
import { startPlatform } from '../cli/start/start.ts';
import { freePorts } from './free-port.ts';
import { serverUrl, silent, type TestDatabase, testDatabase } from './templates.ts';

/** The whole platform as `npm start` runs it, on databases of the test's own: auth's tokens, real HTTP and WebSockets. */
export interface TestPlatform {
  /** The gateway's GraphQL, and what tokens say that they are from. */
  url: string;
  issuer: URL;
  /** A subgraph's GraphQL, around the gateway. */
  urlOf(name: SubgraphName): string;
  databaseOf(name: SubgraphName): string;
  stop(): Promise<void>;
}

/** Starts it, with demo data. */
export async function startTestPlatform(more: Record<string, string> = {}): Promise<TestPlatform> {
  const platform = new Lifecycle(silent);
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-platform-'));
  const databases = new Map<SubgraphName, TestDatabase>();
  const [port = 0] = await freePorts(6);
  const environment: Record<string, string> = {
    DATABASE_URL: serverUrl(),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    PORT: String(port),
    ...more,
  };
  for (const name of subgraphNames) {
    const database = await testDatabase(name);
    databases.set(name, database);
    environment[`${name.toUpperCase()}_DATABASE_URL`] = database.url;
  }
  await startPlatform(readPlatformSettings(environment), silent, platform);
  const issuer = new URL(`http://127.0.0.1:${port}`);
  return {
    url: new URL('/graphql', issuer).href,
    issuer,
    urlOf: (name) => `http://127.0.0.1:${port + 1 + subgraphNames.indexOf(name)}/graphql`,
    databaseOf: (name) => databases.get(name)?.url ?? '',
    stop: async () => {
      await platform.stop();
      for (const database of databases.values()) await database.drop();
      await fs.rm(dataDir, { recursive: true, force: true });
    },
  };
}
