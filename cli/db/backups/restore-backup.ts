import { databaseOf } from '#platform/database/server-url.ts';
import { type DatabaseName, optionalDatabase, schemaOf } from '../../databases.ts';
import { requireUnused } from '../connected-clients.ts';
import type { BackedUpDatabase, Manifest } from './manifest.ts';
import { restoreDatabase } from './restore-database.ts';
import { createBeside, type RestoreTarget, readTarget } from './restore-target.ts';
import { BackupFault } from './run-tool.ts';
import { fileFaults, type StoredBackup } from './store.ts';
import { dropDatabase, type Swap, swapDatabases } from './swap-databases.ts';

export interface RestoreOptions {
  /** The databases to restore. */
  urls: ReadonlyMap<DatabaseName, string>;
  /** The URLs of the databases to which no client may be connected. */
  unused: readonly string[];
  programs: readonly string[];
  /** Whether databases that have tables are replaced. */
  replace: boolean;
  /** Whether objects belong to the user of the URLs, without privileges of others. */
  withoutRoles: boolean;
  now: Date;
  signal: AbortSignal;
  report: (line: string) => void;
}

/**
 * Returns the databases to restore of those that the settings name. The optional one stays as it is where the backup lacks it. Reports
 * where that differs from the backup.
 */
export function namesToRestore(
  { databases }: Manifest,
  named: readonly DatabaseName[],
  report: (line: string) => void,
): readonly DatabaseName[] {
  const isBackedUp = databases.some(({ name }) => name === optionalDatabase);
  if (isBackedUp === named.includes(optionalDatabase)) return named;
  const reason = isBackedUp ? 'is not restored: no setting names its database' : 'stays as it is: the backup has none';
  report(`${optionalDatabase.padEnd(14)}${reason}`);
  return named.filter((name) => name !== optionalDatabase);
}

interface Restoration {
  entry: BackedUpDatabase;
  url: string;
  target: RestoreTarget;
}

/**
 * Restores databases of a backup beside the present ones, which then change names with them: all or none. Returns the new names of the
 * databases that were replaced, by URL.
 *
 * @throws MissingProgram without a pg_restore. BackupFault when the backup is damaged or does not fit, and when a database has tables, unless it
 * is to be replaced. DatabaseInUse when clients are connected.
 */
export async function restoreBackup(backup: StoredBackup, options: RestoreOptions): Promise<Map<string, string>> {
  const { urls, programs, withoutRoles, now, signal, report } = options;
  const damaged = await fileFaults(backup);
  if (damaged.length > 0) throw new BackupFault(`the backup is damaged: ${damaged.join(', ')}`);
  const restorations = await Promise.all(
    [...urls].map(async ([name, url]): Promise<Restoration> => {
      const entry = backup.manifest.databases.find((each) => each.name === name);
      if (!entry) throw new BackupFault(`the backup has no database of ${name}`);
      return { entry, url, target: await readTarget(url, withoutRoles ? [] : entry.roles) };
    }),
  );
  await requireFit(restorations, options);
  await requireUnused(options.unused);
  const suffix = now.toISOString().replaceAll(/\D/g, '');
  const swaps: Swap[] = [];
  try {
    for (const { entry, url, target } of restorations) {
      const began = performance.now();
      const restored = `${databaseOf(url)}_restored_${suffix}`;
      const replaced = target.exists ? `${databaseOf(url)}_before_${suffix}` : null;
      swaps.push({ url, restored, replaced });
      const beside = await createBeside(url, restored, target);
      const { folder } = backup;
      const { major } = target;
      await restoreDatabase(entry, { folder, url: beside, major, programs, withoutRoles, signal, report });
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      report(`${entry.name.padEnd(14)}restored in ${seconds} s`);
    }
    await swapDatabases(swaps);
  } catch (error) {
    for (const { url, restored } of swaps) await dropDatabase(url, restored).catch(() => {});
    throw signal.aborted ? new BackupFault('the restoration was interrupted: no database has changed') : error;
  }
  return new Map(swaps.flatMap(({ url, replaced }) => (replaced === null ? [] : [[url, replaced] as const])));
}

async function requireFit(restorations: readonly Restoration[], options: RestoreOptions): Promise<void> {
  const filled = restorations.filter(({ target }) => target.hasTables);
  if (filled.length > 0 && !options.replace) {
    const names = filled.map(({ url }) => databaseOf(url)).join(', ');
    throw new BackupFault(`these databases are not empty: ${names}. To replace them, pass --replace.`);
  }
  const roles = new Set(restorations.flatMap(({ target }) => target.missingRoles));
  if (roles.size > 0) {
    throw new BackupFault(
      `the server lacks the roles ${[...roles].join(', ')}. Create them, from roles.sql of the backup, or pass --no-roles.`,
    );
  }
  for (const { entry, target } of restorations) {
    if (target.major < entry.major) {
      throw new BackupFault(
        `${entry.name} was backed up from PostgreSQL ${entry.major}, and the server is ${target.major}`,
      );
    }
    const known = new Set((await schemaOf(entry.name)).migrations.map(({ name }) => name));
    const unknown = entry.migrations.filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new BackupFault(`${entry.name} has migrations of a newer version of the platform: ${unknown.join(', ')}`);
    }
    const pending = [...known].filter((name) => !entry.migrations.includes(name));
    if (pending.length > 0)
      options.report(
        `${entry.name.padEnd(14)}lacks migrations, which a service applies at its start: ${pending.join(', ')}`,
      );
  }
}
