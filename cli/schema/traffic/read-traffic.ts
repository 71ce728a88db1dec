import path from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { connectionFault, DatabaseFault } from '#platform/database/connection-fault.ts';
import { onServer } from '#platform/database/server-url.ts';
import { runningServerUrl } from '#platform/embedded-postgres/embedded-postgres.ts';
import { type Environment, projectRoot, readSettings, SettingsFault, setting } from '#platform/settings.ts';
import { registryDatabase, registryUrlOf, registryVariables } from '../../../registry/settings.ts';
import { type CoordinateUse, readCoordinateUse } from '../../../registry/usage/read-usage.ts';
import { CannotRun } from '../cannot-run.ts';

/** The traffic of the last days that used some coordinates. */
export interface Traffic extends CoordinateUse {
  days: number;
  /** The first day with a count. */
  since: string;
}

export interface TrafficQuery {
  /** The days to read, today included. */
  days: number;
  coordinates: readonly string[];
  now: Date;
}

const undefinedTable = '42P01';
const millisecondsOfDay = 86_400_000;

/**
 * Reads from the registry which operations of the last days used the coordinates. The registry is the database of the settings, or that of the
 * platform which runs in DATA_DIR.
 *
 * @throws CannotRun when there is no registry, or nothing has been counted in these days.
 */
export async function readTraffic(
  environment: Environment,
  { days, coordinates, now }: TrafficQuery,
): Promise<Traffic> {
  const url = await registryUrl(environment);
  const firstDay = new Date(now.getTime() - (days - 1) * millisecondsOfDay).toISOString().slice(0, 10);
  const { since, ...use } = await withRegistry(url, (client) => readCoordinateUse(client, firstDay, coordinates));
  if (since === null)
    throw new CannotRun(`can't judge by traffic: the registry has no request of the last ${days} days`);
  return { days, since, ...use };
}

async function registryUrl(environment: Environment): Promise<string> {
  const rules = z.object({ ...registryVariables, DATA_DIR: setting.text().default('.data') });
  try {
    const { DATA_DIR, ...variables } = readSettings(rules, environment);
    const named = registryUrlOf(variables);
    if (named !== null) return named;
    const running = await runningServerUrl(path.resolve(projectRoot, DATA_DIR));
    if (running !== undefined) return onServer(running, registryDatabase);
  } catch (error) {
    if (error instanceof SettingsFault) throw new CannotRun(error.message, { cause: error });
    throw error;
  }
  throw new CannotRun("can't judge by traffic: set REGISTRY_DATABASE_URL or DATABASE_URL, or run npm start beside it");
}

async function withRegistry<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 8_000, statement_timeout: 60_000 });
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefinedTable)
      throw new CannotRun("can't judge by traffic: the registry has no counts yet", { cause: error });
    const fault = error instanceof DatabaseFault ? error : connectionFault(url, error);
    throw new CannotRun(`can't judge by traffic: ${fault.message}`, { cause: error });
  } finally {
    await client.end().catch(() => {});
  }
}
