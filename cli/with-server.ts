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
import {
  databaseNameOf,
  databaseVariable,
  defaultGatewayPort,
  perSubgraph,
  postgresPortOffset,
  type SubgraphName,
} from '../subgraphs/list.ts';

const url = () => setting.url('postgres', 'postgresql').optional();

const variables = z.object({
  ...perSubgraph(databaseVariable, url),
  DATABASE_URL: url(),
  DATA_DIR: setting.text().default('.data'),
  PORT: setting.port().default(defaultGatewayPort),
  NODE_ENV: commonSettings.NODE_ENV,
});

const unnamed = (names: readonly SubgraphName[], set: Environment): string[] =>
  set.DATABASE_URL
    ? []
    : names
        .filter((name) => !set[databaseVariable(name)])
        .map((name) => `DATABASE_URL: is needed in production, or ${databaseVariable(name)}`);

/** Where a command finds each subgraph's database. */
export type DatabaseUrls = (name: SubgraphName) => string;

/**
 * Does a command's work on the databases of `names`: those that the settings name, or the embedded server, which is used
 * where it runs and started for the command where it doesn't; in production never. Throws SettingsFault, with what `rules`
 * refuse too, before anything is started.
 */
export async function withDatabases(
  names: readonly SubgraphName[],
  work: (urls: DatabaseUrls) => Promise<void>,
  rules: SettingsRules = () => [],
): Promise<void> {
  const value = readSettings(variables, processEnvironment(), (set) => [
    ...(set.NODE_ENV === 'production' ? unnamed(names, set) : []),
    ...rules(set),
  ]);
  const named = (name: SubgraphName): string | undefined =>
    value[databaseVariable(name)] ?? (value.DATABASE_URL && onServer(value.DATABASE_URL, databaseNameOf(name)));
  const run = (server?: string) =>
    work((name) => {
      const url = named(name) ?? (server && onServer(server, databaseNameOf(name)));
      if (!url) throw new Error(`the command works on ${name} without having said so`);
      return url;
    });
  if (names.every(named)) return run();
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
