import type { Inspection } from './inspection.ts';

const statement = `
  select application_name as application, usename as "user", coalesce(host(client_addr), 'this machine') as client,
    count(*)::int as connections,
    count(*) filter (where state = 'active')::int as active,
    count(*) filter (where state like 'idle in transaction%')::int as "inTransaction",
    count(*) filter (where state = 'idle')::int as idle,
    (select count(*) from pg_stat_activity where backend_type = 'client backend')::int as "ofServer",
    current_setting('max_connections')::int as most
  from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
  group by 1, 2, 3 order by connections desc, 1, 2, 3 limit $1`;

/** The connections of each client. PgBouncer is one client of the server, whose own pools its console shows. */
export const pool: Inspection = {
  name: 'pool',
  description: 'the connections of each client, those of the whole server, and the most that it accepts',
  columns: {
    application: 'application',
    user: 'user',
    client: 'client',
    connections: 'connections',
    active: 'active',
    inTransaction: 'idle in transaction',
    idle: 'idle',
    ofServer: 'of server',
    most: 'most',
  },
  sortedBy: 'connections',
  none: 'no connections',
  inspect: async (client, limit) => ({ rows: (await client.query(statement, [limit])).rows }),
};
