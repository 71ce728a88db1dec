import type { Client } from 'pg';
import { databaseOf, onServer } from '#platform/database/server-url.ts';
import { withClient } from '#platform/database/with-client.ts';
import { StartFault } from '#platform/run/start-fault.ts';

/** Clients are connected to databases that a command needs for itself. */
export class DatabaseInUse extends StartFault {
  constructor(clients: readonly string[]) {
    super(
      `Stop the services, PgBouncer and whatever else uses the databases, and try again. Connected are:\n  ${clients.join('\n  ')}`,
    );
  }
}

/**
 * Requires that no client is connected to the databases of these URLs, whether or not they exist.
 *
 * @throws DatabaseInUse naming the clients. DatabaseFault when a server does not answer.
 */
export async function requireUnused(urls: readonly string[]): Promise<void> {
  const clients: string[] = [];
  for (const url of urls) {
    const server = onServer(url, 'postgres');
    const found = await withClient(server, (client) => connectedClients(client, databaseOf(url)));
    clients.push(...found);
  }
  if (clients.length > 0) throw new DatabaseInUse(clients);
}

/** Describes the clients of a database of the server: `trip: masar of 10.0.0.7, 12 connections`. */
async function connectedClients(client: Client, database: string): Promise<string[]> {
  const { rows } = await client.query<{ application: string; address: string; count: number }>(
    `select coalesce(nullif(application_name, ''), usename, '') as application,
       coalesce(host(client_addr), 'this machine') as address, count(*)::int as count
     from pg_stat_activity
     where datname = $1 and pid <> pg_backend_pid() and coalesce(backend_type, 'client backend') = 'client backend'
     group by 1, 2 order by 1, 2`,
    [database],
  );
  return rows.map(
    ({ application, address, count }) =>
      `${database}: ${application} of ${address}, ${count} ${count === 1 ? 'connection' : 'connections'}`,
  );
}
