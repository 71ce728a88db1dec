import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { MissingProgram } from '../missing-program.ts';

/** The programs of PostgreSQL that backups use. */
export type ToolName = 'pg_dump' | 'pg_dumpall' | 'pg_restore';

/** A program, with the major version of PostgreSQL that it belongs to. */
export interface Tool {
  file: string;
  major: number;
}

/** Folders with a folder for each installed version, and where the programs are in it: Debian and Ubuntu, Red Hat, Homebrew. */
const installations = [
  { folder: '/usr/lib/postgresql', name: /^\d+$/ },
  { folder: '/usr', name: /^pgsql-\d+$/ },
  { folder: '/opt/homebrew/opt', name: /^(postgresql|libpq)(@\d+)?$/ },
];

/** The folders that may have programs of PostgreSQL: those of PATH and of installed versions. */
export async function programFolders(searchPath: string): Promise<string[]> {
  const versions = await Promise.all(
    installations.map(async ({ folder, name }) => {
      const entries = await readdir(folder).catch(() => []);
      return entries.filter((entry) => name.test(entry)).map((entry) => path.join(folder, entry, 'bin'));
    }),
  );
  return [...searchPath.split(path.delimiter).filter(Boolean), ...versions.flat()];
}

/** Finds every installed version of a program. */
export async function installedTools(name: string, folders: readonly string[]): Promise<Tool[]> {
  const found = await Promise.all(
    folders.map(async (folder): Promise<Tool | undefined> => {
      const file = path.join(folder, name);
      const major = await versionOf(file);
      return major === undefined ? undefined : { file, major };
    }),
  );
  return found.filter((tool) => tool !== undefined);
}

async function versionOf(file: string): Promise<number | undefined> {
  const printed = await promisify(execFile)(file, ['--version']).catch(() => undefined);
  const major = /\(PostgreSQL\)[^\d]*(\d+)/.exec(printed?.stdout ?? '')?.[1];
  return major === undefined ? undefined : Number(major);
}

/**
 * Finds a program that works with a server of this major version: of the same version, or else of the lowest newer one. An older
 * program refuses the server, and what a newer pg_restore sets an older server may not know.
 *
 * @throws MissingProgram naming the package to install.
 */
export async function findTool(name: ToolName, major: number, folders: readonly string[]): Promise<Tool> {
  const installed = await installedTools(name, folders);
  const [fitting] = installed.filter((tool) => tool.major >= major).toSorted((a, b) => a.major - b.major);
  if (fitting) return fitting;
  const [newest] = installed.toSorted((a, b) => b.major - a.major);
  const found = newest
    ? `${name} ${newest.major} is older than the server, PostgreSQL ${major}`
    : `${name} is not installed`;
  throw new MissingProgram(
    `${found}. Install the package postgresql-client-${major} (Debian, Ubuntu) or postgresql${major} (Red Hat); a distribution that has none finds it at https://www.postgresql.org/download.`,
  );
}
