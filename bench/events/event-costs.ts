import type pg from 'pg';
import { cpuOf } from '../scale/cpu-of.ts';

/** The CPU time of each part of the way of the events since `start`, in microseconds an event. */
export type EventCosts = Record<string, number>;

/** Processes by the part of the way that they are. */
export type Parts = Readonly<Record<string, readonly number[]>>;

/** The processes of PostgreSQL that serve the connections to the database of `client`, its own but for this one. */
export async function backendsOf(client: pg.Client): Promise<number[]> {
  const { rows } = await client.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  return rows.map(({ pid }) => pid);
}

/** Starts to count the CPU time of the parts. Call what it returns with the number of events that have gone the way since. */
export function countCpu(parts: Parts): (events: number) => EventCosts {
  const usedSince = (pid: number) => {
    const before = cpuOf([pid]);
    // An idle backend may end meanwhile.
    return () => Math.max(0, cpuOf([pid]) - before);
  };
  const used = Object.entries(parts).map(([name, pids]) => [name, pids.map(usedSince)] as const);
  return (events) =>
    Object.fromEntries(
      used.map(([name, each]) => [
        name,
        (each.reduce((sum, milliseconds) => sum + milliseconds(), 0) * 1_000) / events,
      ]),
    );
}
