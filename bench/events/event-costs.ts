import type pg from 'pg';
import { cpuOf } from '../cpu-of.ts';

/** CPU time of each part of the event pipeline, in microseconds an event. */
export type EventCosts = Record<string, number>;

/** Process ids by part of the event pipeline. */
export type Parts = Readonly<Record<string, readonly number[]>>;

/** Returns the ids of the PostgreSQL processes that serve the database of `client`, except the one that serves `client`. */
export async function databaseBackends(client: pg.Client): Promise<number[]> {
  const { rows } = await client.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  return rows.map(({ pid }) => pid);
}

/**
 * Starts to count CPU time. The returned function takes the number of events since then, and returns the cost of each. A process that has
 * ended meanwhile is not counted: only idle connections to PostgreSQL end.
 */
export async function countCpu(parts: () => Promise<Parts>): Promise<(events: number) => Promise<EventCosts>> {
  const before = new Map(Object.values(await parts()).flatMap((pids) => pids.map((pid) => [pid, cpuOf([pid])])));
  const used = (pid: number) => cpuOf([pid]) - (before.get(pid) ?? 0);
  return async (events) =>
    Object.fromEntries(
      Object.entries(await parts()).map(([name, pids]) => [
        name,
        (pids.reduce((sum, pid) => sum + used(pid), 0) * 1_000) / events,
      ]),
    );
}
