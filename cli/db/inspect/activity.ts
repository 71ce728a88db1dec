import type { Inspection } from './inspection.ts';
import { statementText } from './statement-text.ts';

const seconds = (since: string) => `round(extract(epoch from clock_timestamp() - ${since})::numeric, 1)::float8`;

const statement = `
  select pid, application_name as application, state, ${seconds('xact_start')} as open,
    case state when 'active' then ${seconds('query_start')} end as running,
    coalesce(wait_event_type || ' ' || wait_event, '') as wait, query as statement
  from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' and backend_type = 'client backend'
  order by open desc nulls last, pid limit $1`;

/** The connections in a transaction or a statement. */
export const activity: Inspection = {
  name: 'activity',
  description: 'the transactions and statements that run, and for how many seconds',
  columns: {
    pid: 'pid',
    application: 'application',
    state: 'state',
    open: 'open s',
    running: 'running s',
    wait: 'waits for',
    statement: 'statement',
  },
  sortedBy: 'open',
  none: 'nothing runs',
  inspect: async (client, limit) => {
    const { rows } = await client.query(statement, [limit]);
    return { rows: rows.map((row) => ({ ...row, statement: statementText(row.statement ?? '') })) };
  },
};
