import type { Inspection } from './inspection.ts';

const mebibyte = 1_048_576;

const statement = `
  select schemaname || '.' || relname as "table",
    round(pg_total_relation_size(relid) / ${mebibyte}.0, 1)::float8 as total,
    round(pg_table_size(relid) / ${mebibyte}.0, 1)::float8 as heap,
    round(pg_indexes_size(relid) / ${mebibyte}.0, 1)::float8 as indexes,
    n_live_tup::float8 as rows, n_dead_tup::float8 as dead,
    to_char(greatest(last_vacuum, last_autovacuum) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as vacuumed
  from pg_stat_user_tables order by pg_total_relation_size(relid) desc, 1 limit $1`;

/** The largest tables. */
export const size: Inspection = {
  name: 'size',
  description: 'the largest tables: megabytes, estimated rows, dead rows, and when they were vacuumed (UTC)',
  columns: {
    table: 'table',
    total: 'MB',
    heap: 'heap',
    indexes: 'indexes',
    rows: 'rows',
    dead: 'dead',
    vacuumed: 'vacuumed',
  },
  sortedBy: 'total',
  none: 'no tables',
  inspect: async (client, limit) => ({ rows: (await client.query(statement, [limit])).rows }),
};
