import type { Environment } from '#platform/settings.ts';
import { type CoordinateUse, readCoordinateUse } from '../../../registry/usage/read-usage.ts';
import { CannotRun } from '../cannot-run.ts';
import { withRegistry } from '../registry.ts';

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

const failures = { failure: "can't judge by traffic", withoutTables: 'no counts yet' };
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
  const firstDay = new Date(now.getTime() - (days - 1) * millisecondsOfDay).toISOString().slice(0, 10);
  const { since, ...use } = await withRegistry(environment, failures, (client) =>
    readCoordinateUse(client, firstDay, coordinates),
  );
  if (since === null) throw new CannotRun(`${failures.failure}: the registry has no request of the last ${days} days`);
  return { days, since, ...use };
}
