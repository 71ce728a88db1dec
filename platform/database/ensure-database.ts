import pg from 'pg';
import { connectionFault } from './connection-fault.ts';
import { hasDatabase } from './database-exists.ts';
import { databaseOf, onServer } from './server-url.ts';
import { withClient } from './with-client.ts';

const duplicateDatabase = '42P04';
const uniqueViolation = '23505';
const insufficientPrivilege = '42501';

/**
 * Creates the database of the URL if it is missing. Instances may call it at once.
 *
 * @throws DatabaseFault when the server cannot be used, or the user may not create it.
 */
export async function ensureDatabase(url: string): Promise<void> {
  const name = databaseOf(url);
  await withClient(onServer(url, 'postgres'), async (client) => {
    try {
      if (!(await hasDatabase(client, name))) await client.query(`create database ${pg.escapeIdentifier(name)}`);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === insufficientPrivilege) throw connectionFault(url, error);
      if (code !== duplicateDatabase && code !== uniqueViolation) throw error;
    }
  });
}
