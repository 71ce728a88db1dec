import path from 'node:path';
import { withClient } from '#platform/database/with-client.ts';
import { databaseSize } from './database-facts.ts';
import type { BackedUpDatabase } from './manifest.ts';
import { reportProgress, shownBytes } from './report-progress.ts';
import { runTool } from './run-tool.ts';
import { findTool } from './tools.ts';

export interface RestoreDatabaseOptions {
  folder: string;
  /** The URL of an empty database. */
  url: string;
  /** The major version of its server. */
  major: number;
  programs: readonly string[];
  /** Whether objects belong to the user of the URL, without privileges of others. */
  withoutRoles: boolean;
  signal: AbortSignal;
  report: (line: string) => void;
}

/**
 * Restores a backed up database into an empty one.
 *
 * @throws MissingProgram without a pg_restore that reads the file; BackupFault at the first statement that fails.
 */
export async function restoreDatabase(entry: BackedUpDatabase, options: RestoreDatabaseOptions): Promise<void> {
  const { folder, url, major, programs, withoutRoles, signal, report } = options;
  // An older one than the server does as well, since the file says nothing that a newer server would not know.
  const tool = await findTool('pg_restore', Math.max(major, entry.dumpedBy), programs).catch(() =>
    findTool('pg_restore', entry.dumpedBy, programs),
  );
  const roles = withoutRoles ? ['--no-owner', '--no-privileges'] : [];
  const soFar = async () => {
    report(`${entry.name.padEnd(14)}${shownBytes(await withClient(url, databaseSize))} so far`);
  };
  await reportProgress(soFar, () =>
    runTool(tool, url, ['--exit-on-error', '--jobs=2', ...roles, path.join(folder, entry.file.name)], signal),
  );
}
