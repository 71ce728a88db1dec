import type { MikroORM } from '@mikro-orm/postgresql';
import type { Log } from '../log.ts';
import { connectionFault } from './connection-fault.ts';

/**
 * Checks the sessions that a pooler such as PgBouncer gives to transactions. The pooler ignores the startup parameters of the pool, so it has to
 * set them itself. Logs a warning if it does not.
 *
 * @throws DatabaseFault when it refuses the connection.
 */
export async function checkPooledSession(orm: MikroORM, url: string, log: Log): Promise<void> {
  const query = `select current_setting('statement_timeout') as timeout`;
  try {
    const [row] = await orm.em.getConnection().execute<{ timeout: string }[]>(query);
    if (row?.timeout === '0') log.warn('the pooler sets no statement_timeout: a statement may run without end');
  } catch (error) {
    throw connectionFault(url, error);
  }
}
