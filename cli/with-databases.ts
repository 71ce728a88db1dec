import path from 'node:path';
import { z } from 'zod';
import { onServer } from '#platform/database/server-url.ts';
import { databaseServerVariables, databaseUrlSetting, directUrlOf } from '#platform/database/settings.ts';
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
import { registryDirectVariable, registryVariable } from '../registry/settings.ts';
import * as subgraphs from '../subgraphs/list.ts';
import { type DatabaseName, databaseNameOf, databaseVariable, directDatabaseVariable, isNamed } from './databases.ts';

const variables = z.object({
  ...subgraphs.perSubgraph(subgraphs.databaseVariable, databaseUrlSetting),
  ...subgraphs.perSubgraph(subgraphs.directDatabaseVariable, databaseUrlSetting),
  [registryVariable]: databaseUrlSetting(),
  [registryDirectVariable]: databaseUrlSetting(),
  ...databaseServerVariables,
  DATA_DIR: setting.text().default('.data'),
  PORT: setting.port().default(subgraphs.defaultGatewayPort),
  NODE_ENV: commonSettings.NODE_ENV,
});

/** In production each database must be named: the embedded server is not for production. */
const missingUrls = (names: readonly DatabaseName[], set: Environment): string[] =>
  set.DATABASE_URL || set.DIRECT_DATABASE_URL
    ? []
    : names
        .filter((name) => !isNamed(name, set))
        .map((name) => `DATABASE_URL: is needed in production, or ${databaseVariable(name)}`);

/** Returns the URL of a database, past PgBouncer: commands use sessions and locks. */
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
    directUrlOf(databaseNameOf(name), {
      own: value[databaseVariable(name)],
      ownDirect: value[directDatabaseVariable(name)],
      server: value.DATABASE_URL,
      serverDirect: value.DIRECT_DATABASE_URL,
    });
  const run = (server?: string) =>
    work((name) => {
      const url = configuredUrl(name) ?? (server && onServer(server, databaseNameOf(name)));
      if (!url) throw new Error(`the command did not name the database of ${name}`);
      return url;
    });
  if (names.every(configuredUrl)) return run();
  const dataDir = path.resolve(projectRoot, value.DATA_DIR);
  try {
    const server = await startEmbeddedPostgres({ dataDir, port: value.PORT + subgraphs.postgresPortOffset });
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
