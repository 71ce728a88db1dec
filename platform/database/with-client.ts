import pg from 'pg';
import { connectionFault } from './connection-fault.ts';

/**
 * Opens a connection of its own to the database, which the caller closes. When it is lost, the statement fails that needs it.
 *
 * @throws DatabaseFault when the database cannot be used.
 */
export async function connectClient(url: string, applicationName?: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    ...(applicationName ? { application_name: applicationName } : {}),
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw connectionFault(url, error);
  }
}

/**
 * Passes `work` a connection of its own to the database, and closes it afterwards.
 *
 * @throws DatabaseFault when the database cannot be used.
 */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectClient(url);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
