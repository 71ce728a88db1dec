import type { Inspection } from './inspection.ts';
import { statementText } from './statement-text.ts';

const statement = `
  select waiting.pid, round(extract(epoch from clock_timestamp() - waiting.state_change)::numeric, 1)::float8 as waited,
    coalesce((select mode || ' on ' || coalesce(relation::regclass::text, locktype) from pg_locks
      where pg_locks.pid = waiting.pid and not granted limit 1), '') as lock,
    blocking.pid as blocker, blocking.application_name as application, blocking.state,
    round(extract(epoch from clock_timestamp() - blocking.xact_start)::numeric, 1)::float8 as open,
    waiting.query as statement, blocking.query as "blockersStatement"
  from pg_stat_activity waiting
    cross join unnest(pg_blocking_pids(waiting.pid)) as blocked_by (pid)
    left join pg_stat_activity blocking on blocking.pid = blocked_by.pid
  where waiting.datname = current_database() and waiting.wait_event_type = 'Lock'
  order by waited desc, waiting.pid, blocking.pid limit $1`;

/** The connections that wait for a lock, and those that have it. A blocker that waits itself has a row of its own. */
export const locks: Inspection = {
  name: 'locks',
  description: 'who waits for a lock, for how many seconds, and whose transaction has it, open for how many seconds',
  columns: {
    pid: 'waiting',
    waited: 'for s',
    lock: 'lock',
    blocker: 'blocker',
    application: 'application',
    state: 'state',
    open: 'open s',
    statement: 'statement that waits',
    blockersStatement: 'last statement of the blocker',
  },
  sortedBy: 'waited',
  none: 'nobody waits for a lock',
  inspect: async (client, limit) => {
    const { rows } = await client.query(statement, [limit]);
    return {
      rows: rows.map((row) => ({
        ...row,
        statement: statementText(row.statement ?? ''),
        blockersStatement: statementText(row.blockersStatement ?? ''),
      })),
    };
  },
};
