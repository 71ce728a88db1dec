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

/** What a command says when it cannot read the traffic. */
export const trafficFailures = { failure: "can't judge by traffic", withoutTables: 'no counts yet' };
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
  const firstDay = firstDayOf(days, now);
  const { since, ...use } = await withRegistry(environment, trafficFailures, (client) =>
    readCoordinateUse(client, firstDay, coordinates),
  );
  if (since === null) throw noTraffic(days);
  return { days, since, ...use };
}

/** The first of the last days, such as `2031-02-03`, in UTC. */
export function firstDayOf(days: number, now: Date): string {
  return new Date(now.getTime() - (days - 1) * millisecondsOfDay).toISOString().slice(0, 10);
}

export function noTraffic(days: number): CannotRun {
  return new CannotRun(`${trafficFailures.failure}: the registry has no request of the last ${days} days`);
}
