import type { Client } from 'pg';
import { databaseOf, onServer } from './server-url.ts';
import { withClient } from './with-client.ts';

/** Returns whether the server of the client has a database of this name. */
export async function hasDatabase(client: Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
  return rowCount === 1;
}

/**
 * Returns whether the database of the URL exists.
 *
 * @throws DatabaseFault when its server cannot be used.
 */
export function databaseExists(url: string): Promise<boolean> {
  return withClient(onServer(url, 'postgres'), (client) => hasDatabase(client, databaseOf(url)));
}
