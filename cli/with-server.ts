import path from 'node:path';
import { z } from 'zod';
import { PlatformAlreadyRunning, startEmbeddedPostgres } from '#platform/database/embedded/embedded-postgres.ts';
import { runningServerUrl } from '#platform/database/embedded/running-server.ts';
import { processEnvironment, projectRoot, readSettings, setting } from '#platform/settings.ts';
import { databaseNames, defaultPort, onServer, type SubgraphName } from '#platform/subgraph/settings.ts';

const url = () => setting.url('postgres', 'postgresql').optional();

const variables = z.object({
  DATABASE_URL: url(),
  USERS_DATABASE_URL: url(),
  TRIPS_DATABASE_URL: url(),
  NOTIFICATIONS_DATABASE_URL: url(),
  AUTH_DATABASE_URL: url(),
  DATA_DIR: setting.text().default('.data'),
  PORT: setting.port().default(defaultPort),
  NODE_ENV: setting.text().optional(),
});

/** Where a command finds each subgraph's database. */
export type DatabaseUrls = (name: SubgraphName) => string;

/**
 * Does a command's work on the databases: those that the settings name, or the embedded server, which is used where it
 * runs and started for the command where it doesn't.
 */
export async function withDatabases(work: (urls: DatabaseUrls, production: boolean) => Promise<void>): Promise<void> {
  const value = readSettings(variables, processEnvironment());
  const own: Record<SubgraphName, string | undefined> = {
    users: value.USERS_DATABASE_URL,
    trips: value.TRIPS_DATABASE_URL,
    notifications: value.NOTIFICATIONS_DATABASE_URL,
    auth: value.AUTH_DATABASE_URL,
  };
  const production = value.NODE_ENV === 'production';
  const run = (server: string) => work((name) => own[name] ?? onServer(server, databaseNames[name]), production);
  if (value.DATABASE_URL) return run(value.DATABASE_URL);
  const dataDir = path.resolve(projectRoot, value.DATA_DIR);
  try {
    const server = await startEmbeddedPostgres({ dataDir, port: value.PORT + 5 });
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
