import type pg from 'pg';
import { ensureDatabase } from '#platform/database/ensure-database.ts';
import { onServer } from '#platform/database/server-url.ts';
import { connectClient, withClient } from '#platform/database/with-client.ts';
import { orphanedEvents } from '../../events/orphaned-events.ts';
import { bookingFaults } from './booking-faults.ts';
import { appliedMigrations, factDifferences, readFacts, serverVersion } from './database-facts.ts';
import type { BackedUpDatabase } from './manifest.ts';
import { restoreDatabase } from './restore-database.ts';
import { BackupFault } from './run-tool.ts';
import { fileFaults, type StoredBackup } from './store.ts';
import { onTemporaryServer } from './temporary-server.ts';

export interface VerifyOptions {
  programs: readonly string[];
  signal: AbortSignal;
  report: (line: string) => void;
}

/**
 * Restores a backup into a temporary server, and returns everything that is wrong with it: files, rows, constraints, migrations, the
 * invariants of bookings, and effects of events that no database has.
 *
 * @throws MissingProgram without the programs for it.
 */
export async function verifyBackup(backup: StoredBackup, options: VerifyOptions): Promise<string[]> {
  const damaged = await fileFaults(backup);
  if (damaged.length > 0) return damaged;
  const { databases, isConsistent } = backup.manifest;
  options.report('the files have their sizes and checksums');
  const major = Math.max(...databases.map((each) => each.major));
  return onTemporaryServer(major, options.programs, async (server) => {
    const faults: string[] = [];
    for (const entry of databases) {
      const found = await restoredFaults(backup, entry, server, options);
      options.report(`${entry.name.padEnd(14)}${found.length === 0 ? 'restored' : `${found.length} faults`}`);
      faults.push(...found.map((fault) => `${entry.name}: ${fault}`));
    }
    return faults.length > 0 || !isConsistent ? faults : eventFaults(backup, server);
  });
}

async function restoredFaults(
  { folder }: StoredBackup,
  entry: BackedUpDatabase,
  server: string,
  { programs, signal, report }: VerifyOptions,
): Promise<string[]> {
  const url = onServer(server, entry.name);
  await ensureDatabase(url);
  const { major } = await withClient(url, serverVersion);
  try {
    await restoreDatabase(entry, { folder, url, major, programs, withoutRoles: true, signal, report });
  } catch (error) {
    if (!(error instanceof BackupFault) || signal.aborted) throw error;
    return [error.message];
  }
  return withClient(url, async (client) => {
    const migrations = await appliedMigrations(client);
    const history =
      migrations.join() === entry.migrations.join() ? [] : ['the migrations are others than in the manifest'];
    const bookings = entry.name === 'trips' ? await bookingFaults(client) : [];
    return [...factDifferences(entry, await readFacts(client)), ...history, ...bookings];
  });
}

async function eventFaults({ manifest }: StoredBackup, server: string): Promise<string[]> {
  const clients = new Map<string, pg.Client>();
  try {
    for (const { name } of manifest.databases) {
      clients.set(name, await connectClient(onServer(server, name)));
    }
    const orphaned = await orphanedEvents(clients, new Date(manifest.createdAt));
    return orphaned.map(
      ({ consumer, source, type, count }) =>
        `${consumer} has handled ${count} events ${type} that ${source} does not have`,
    );
  } finally {
    for (const client of clients.values()) await client.end();
  }
}
