import type { Client } from 'pg';
import type { Inspection } from './inspection.ts';
import { maxStatement, statementText } from './statement-text.ts';

/** The library is installed, but the server has not loaded it. */
const notLoaded = '55000';

const remark =
  'pg_stat_statements is not there: set shared_preload_libraries = \'pg_stat_statements\', restart PostgreSQL, and run "create extension pg_stat_statements" in this database';

const statementOf = (schema: string) => `
  select round(total_exec_time::numeric / 1000, 1)::float8 as total, round(mean_exec_time::numeric, 1)::float8 as mean,
    round(max_exec_time::numeric, 1)::float8 as longest, calls::float8 as calls, rows::float8 as rows,
    left(query, ${maxStatement}) as statement
  from ${schema}.pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())
  order by total_exec_time desc, queryid limit $1`;

/** The schema of the extension; null when the database does not have it. */
async function extensionSchema(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ schema: string }>(
    `select quote_ident(nspname) as schema from pg_extension join pg_namespace on pg_namespace.oid = extnamespace where extname = 'pg_stat_statements'`,
  );
  return rows[0]?.schema ?? null;
}

/** The statements that took the most time in all since the statistics were reset. */
export const slow: Inspection = {
  name: 'slow',
  description: 'the statements that took the most time in all: seconds, milliseconds of a call, calls, rows',
  columns: {
    total: 'seconds',
    mean: 'mean ms',
    longest: 'longest ms',
    calls: 'calls',
    rows: 'rows',
    statement: 'statement',
  },
  sortedBy: 'total',
  none: 'no statements',
  inspect: async (client, limit) => {
    const schema = await extensionSchema(client);
    if (schema === null) return { rows: [], remark };
    try {
      const { rows } = await client.query(statementOf(schema), [limit]);
      return { rows: rows.map((row) => ({ ...row, statement: statementText(row.statement) })) };
    } catch (error) {
      if ((error as { code?: string }).code === notLoaded) return { rows: [], remark };
      throw error;
    }
  },
};
