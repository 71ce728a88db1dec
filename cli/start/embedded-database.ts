import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres.ts';
import type { Log } from '#platform/log.ts';
import type { Lifecycle } from '#platform/run/lifecycle.ts';
import type { PlatformSettings } from './settings.ts';

/** Starts the PostgreSQL in DATA_DIR, adds it to the lifecycle and resolves to its URL. Calls `fail` when it ends too often to be started again. */
export async function startEmbeddedDatabase(
  { dataDir, postgresPort }: PlatformSettings,
  log: Log,
  lifecycle: Lifecycle,
  fail: (error: Error) => void,
): Promise<string> {
  const server = await startEmbeddedPostgres({
    dataDir,
    port: postgresPort,
    log: log.child({ part: 'postgresql' }),
    onFailure: fail,
  });
  lifecycle.add('postgresql', server);
  return server.url;
}
