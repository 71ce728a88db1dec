import type { MikroORM } from '@mikro-orm/postgresql';
import { createLog, type Log } from '#platform/log.ts';
import { until } from './until.ts';

const ofWorkers = /messaging\.|^\[query\] (begin|commit|rollback|savepoint|release)\b/;

/**
 * Returns a log for a subgraph that logs its SQL, and a function that returns the statements logged since its last call.
 * Statements on the `messaging` tables, and those that begin and end transactions, are excluded, because workers run them at any time.
 */
export function statementLog(name: string): { log: Log; statements: () => string[] } {
  let lines: string[] = [];
  const log = createLog({ name, level: 'info', stream: { write: (line) => lines.push(line) } });
  const statements = () => {
    const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    lines = [];
    return messages.filter((message) => message.startsWith('[query]') && !ofWorkers.test(message));
  };
  return { log, statements };
}

/** Returns the number of statements on this database that wait for a lock. */
export async function blockedStatements(orm: MikroORM): Promise<number> {
  const [row] = await orm.em.getConnection().execute<{ blocked: number }[]>(
    `select count(*)::int as blocked from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row?.blocked ?? 0;
}

/** Waits until exactly `count` statements wait for a lock. */
export function untilBlocked(orm: MikroORM, count: number): Promise<void> {
  return until(async () => (await blockedStatements(orm)) === count);
}
