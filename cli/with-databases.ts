import path from 'node:path';
import { z } from 'zod';
import { onServer } from '#platform/database/server-url.ts';
import {
  PlatformAlreadyRunning,
  runningServerUrl,
  startEmbeddedPostgres,
} from '#platform/embedded-postgres/embedded-postgres.ts';
import {
  type Environment,
  processEnvironment,
  projectRoot,
  readSettings,
  type SettingsRules,
  setting,
} from '#platform/settings.ts';
import { commonSettings } from '#platform/subgraph/settings.ts';
import { registryVariable } from '../registry/settings.ts';
import { defaultGatewayPort, perSubgraph, postgresPortOffset } from '../subgraphs/list.ts';
import { type DatabaseName, databaseNameOf, databaseVariable } from './databases.ts';

const url = () => setting.url('postgres', 'postgresql').optional();

const variables = z.object({
  ...perSubgraph(databaseVariable, url),
  [registryVariable]: url(),
  DATABASE_URL: url(),
  DATA_DIR: setting.text().default('.data'),
  PORT: setting.port().default(defaultGatewayPort),
  NODE_ENV: commonSettings.NODE_ENV,
});

/** In production each database must be named: the embedded server is not for production. */
const missingUrls = (names: readonly DatabaseName[], set: Environment): string[] =>
  set.DATABASE_URL
    ? []
    : names
        .filter((name) => !set[databaseVariable(name)])
        .map((name) => `DATABASE_URL: is needed in production, or ${databaseVariable(name)}`);

/** Returns the URL of a database. */
export type DatabaseUrls = (name: DatabaseName) => string;

/**
 * Runs a command on the databases of `names`. Their URLs come from the settings, or else from the embedded server, which is started for the
 * command unless it runs already.
 *
 * @throws SettingsFault with the faults of `rules`, and in production for each database without a URL, before anything starts.
 */
export async function withDatabases(
  names: readonly DatabaseName[],
  work: (urls: DatabaseUrls) => Promise<void>,
  rules: SettingsRules = () => [],
): Promise<void> {
  const value = readSettings(variables, processEnvironment(), (set) => [
    ...(set.NODE_ENV === 'production' ? missingUrls(names, set) : []),
    ...rules(set),
  ]);
  const configuredUrl = (name: DatabaseName): string | undefined =>
    value[databaseVariable(name)] ?? (value.DATABASE_URL && onServer(value.DATABASE_URL, databaseNameOf(name)));
  const run = (server?: string) =>
    work((name) => {
      const url = configuredUrl(name) ?? (server && onServer(server, databaseNameOf(name)));
      if (!url) throw new Error(`the command did not name the database of ${name}`);
      return url;
    });
  if (names.every(configuredUrl)) return run();
  const dataDir = path.resolve(projectRoot, value.DATA_DIR);
  try {
    const server = await startEmbeddedPostgres({ dataDir, port: value.PORT + postgresPortOffset });
    try {
      await run(server.url);
    } finally {
      await server.stop();
    }
  } catch (error) {
    const running = error instanceof PlatformAlreadyRunning ? await runningServerUrl(dataDir) : undefined;
    if (!running) throw error;
    await run(running);
  }
}
