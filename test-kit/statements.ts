import type { MikroORM } from '@mikro-orm/postgresql';
import { createLog, type Log } from '#platform/log.ts';
import { until } from './until.ts';

/**
 * A log for a subgraph that logs its SQL, and the statements that were run since the last time they were asked for, but for
 * those by which it looks for events meanwhile.
 */
export function statementLog(name: string): { log: Log; statements: () => string[] } {
  let lines: string[] = [];
  const log = createLog({ name, level: 'info', stream: { write: (line) => lines.push(line) } });
  const statements = () => {
    const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    lines = [];
    return messages.filter((message) => message.startsWith('[query]') && !message.includes('messaging.'));
  };
  return { log, statements };
}

/** How many statements on this database wait for a lock that another transaction holds. */
export async function blockedStatements(orm: MikroORM): Promise<number> {
  const [row] = await orm.em.getConnection().execute<{ waiting: number }[]>(
    `select count(*)::int as waiting from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row?.waiting ?? 0;
}

/** Waits until so many do. */
export function untilBlocked(orm: MikroORM, count: number): Promise<void> {
  return until(async () => (await blockedStatements(orm)) === count);
}
