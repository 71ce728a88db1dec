import pg from 'pg';
import { hostAndPort } from '#platform/database/connection-fault.ts';
import { databaseOf, onServer } from '#platform/database/server-url.ts';
import { withClient } from '#platform/database/with-client.ts';
import { BackupFault } from './run-tool.ts';

/** A database, and the restored one that takes its name. */
export interface Swap {
  /** Of the database. */
  url: string;
  /** The name of the restored database, on the same server. */
  restored: string;
  /** The name that the database gets; null when there is none. */
  replaced: string | null;
}

const objectInUse = '55006';

/**
 * Renames databases: on each server all or none. Where several servers are concerned, each commits when all are prepared, so that only a
 * failure between two commits leaves some renamed.
 *
 * @throws BackupFault when a client is connected to one.
 */
export async function swapDatabases(swaps: readonly Swap[]): Promise<void> {
  const [server, ...others] = [...Map.groupBy(swaps, ({ url }) => hostAndPort(url)).values()];
  if (!server?.[0]) return;
  await withClient(onServer(server[0].url, 'postgres'), async (client) => {
    await client.query('begin');
    try {
      for (const swap of server) await rename(client, swap);
      await swapDatabases(others.flat());
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => {});
      if ((error as { code?: string }).code !== objectInUse) throw error;
      throw new BackupFault(`${(error as Error).message}. Stop what is connected to it. Nothing was replaced.`);
    }
  });
}

async function rename(client: pg.Client, { url, restored, replaced }: Swap): Promise<void> {
  const name = databaseOf(url);
  const alter = (from: string, to: string) =>
    client.query(`alter database ${pg.escapeIdentifier(from)} rename to ${pg.escapeIdentifier(to)}`);
  if (replaced !== null) await alter(name, replaced);
  await alter(restored, name);
}

/** Deletes a database of the server of the URL, and ends the connections to it. */
export function dropDatabase(url: string, name: string): Promise<void> {
  return withClient(onServer(url, 'postgres'), async (client) => {
    await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
  });
}
