import path from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { connectionFault, DatabaseFault } from '#platform/database/connection-fault.ts';
import { onServer } from '#platform/database/server-url.ts';
import { runningServerUrl } from '#platform/embedded-postgres/embedded-postgres.ts';
import { type Environment, projectRoot, readSettings, SettingsFault, setting } from '#platform/settings.ts';
import { registryDatabase, registryUrlsOf, registryVariables } from '../../registry/settings.ts';
import { CannotRun } from './cannot-run.ts';

const undefinedTable = '42P01';

/** How a command says that it cannot use the registry. */
export interface RegistryFailures {
  /** What the command cannot do, such as `can't judge by traffic`. */
  failure: string;
  /** What a registry lacks whose tables are missing, such as `no counts yet`. */
  withoutTables: string;
}

/**
 * Passes `work` a connection to the registry: the database of the settings, or that of the platform which runs in DATA_DIR.
 *
 * @throws CannotRun when there is no registry, or it fails.
 */
export async function withRegistry<T>(
  environment: Environment,
  { failure, withoutTables }: RegistryFailures,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const url = await registryUrl(environment, failure);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 8_000, statement_timeout: 60_000 });
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    const { code } = error as { code?: string };
    if (code === undefinedTable) throw new CannotRun(`${failure}: the registry has ${withoutTables}`, { cause: error });
    throw registryFault(url, failure, error);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The CannotRun of an error of the registry's server. */
export function registryFault(url: string, failure: string, error: unknown): CannotRun {
  const fault = error instanceof DatabaseFault ? error : connectionFault(url, error);
  return new CannotRun(`${failure}: ${fault.message}`, { cause: error });
}

/** @throws CannotRun when no setting names the registry, and no platform runs in DATA_DIR. */
export async function registryUrl(environment: Environment, failure: string): Promise<string> {
  const rules = z.object({ ...registryVariables, DATA_DIR: setting.text().default('.data') });
  try {
    const { DATA_DIR, ...variables } = readSettings(rules, environment);
    const named = registryUrlsOf(variables);
    if (named !== null) return named.directUrl;
    const running = await runningServerUrl(path.resolve(projectRoot, DATA_DIR));
    if (running !== undefined) return onServer(running, registryDatabase);
  } catch (error) {
    if (error instanceof SettingsFault) throw new CannotRun(error.message, { cause: error });
    throw error;
  }
  throw new CannotRun(`${failure}: set REGISTRY_DATABASE_URL or DATABASE_URL, or run npm start beside it`);
}
