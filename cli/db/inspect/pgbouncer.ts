import { withClient } from '#platform/database/with-client.ts';
import type { Columns, Row } from './table.ts';

const columns = {
  database: 'database',
  user: 'user',
  cl_active: 'clients',
  cl_waiting: 'waiting',
  maxwait: 'longest s',
  sv_active: 'in use',
  sv_idle: 'idle',
} as const;

/** The pools of a PgBouncer: clients, those that wait for a connection to the server and for how long, and these connections. */
export async function poolsOfPgbouncer(
  url: string,
  limit: number,
): Promise<{ rows: Row[]; columns: Columns; none: string }> {
  const { rows } = await withClient(url, (client) => client.query('show pools'));
  const named = rows.map((row) =>
    Object.fromEntries(
      Object.keys(columns).map((name) => [name, /^\d+$/.test(row[name]) ? Number(row[name]) : row[name]]),
    ),
  );
  return { rows: named.slice(0, limit), columns, none: 'no pools' };
}
