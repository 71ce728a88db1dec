import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hostAndPort } from '#platform/database/connection-fault.ts';
import { databaseExists } from '#platform/database/database-exists.ts';
import { projectRoot } from '#platform/settings.ts';
import { type DatabaseName, optionalDatabase } from '../../databases.ts';
import { appliedMigrations, databaseSize, readFacts, rolesOf, serverVersion } from './database-facts.ts';
import type { BackedUpDatabase, BackedUpFile, Manifest } from './manifest.ts';
import { reportProgress, shownBytes } from './report-progress.ts';
import { BackupFault, runTool } from './run-tool.ts';
import { type Snapshot, takeSnapshots } from './snapshots.ts';
import { describeFile, type StoredBackup, storeBackup } from './store.ts';
import { findTool, type Tool } from './tools.ts';

export interface BackUpOptions {
  /** The folder of all backups. Created if missing. */
  root: string;
  urls: ReadonlyMap<DatabaseName, string>;
  /** Folders to search for the programs of PostgreSQL. */
  programs: readonly string[];
  now: Date;
  signal: AbortSignal;
  report: (line: string) => void;
}

/**
 * Writes a backup of the databases, with the roles of their servers. It is complete or not at all.
 *
 * @throws MissingProgram without a pg_dump that is as new as the servers. BackupFault when another backup into the folder runs, or one fails.
 */
export async function backUp({ root, urls, programs, now, signal, report }: BackUpOptions): Promise<StoredBackup> {
  return storeBackup(root, now, async (folder) => {
    const snapshots = await takeSnapshots(await withoutMissing(urls, report));
    // Ends the statements that run.
    const interrupt = () => void snapshots.close();
    signal.addEventListener('abort', interrupt);
    try {
      signal.throwIfAborted();
      if (snapshots.inconsistency) {
        report(`the snapshots are not one state of all databases: ${snapshots.inconsistency}`);
      }
      // Finds every program before the first database is dumped, which may take long.
      const dumps = await Promise.all(
        snapshots.all.map(async (snapshot) => {
          const version = await serverVersion(snapshot.client);
          return { snapshot, version, tool: await findTool('pg_dump', version.major, programs) };
        }),
      );
      const databases: BackedUpDatabase[] = [];
      for (const { snapshot: each, version, tool } of dumps) {
        const began = performance.now();
        report(
          `${each.name.padEnd(14)}${shownBytes(await databaseSize(each.client))}, PostgreSQL ${version.serverVersion}`,
        );
        const facts = await describeDatabase(each);
        const file = await dump(each, folder, tool, { signal, report });
        const seconds = ((performance.now() - began) / 1_000).toFixed(1);
        report(`${each.name.padEnd(14)}${shownBytes(file.bytes)} in ${seconds} s`);
        databases.push({ name: each.name, ...version, dumpedBy: tool.major, file, ...facts });
      }
      return {
        format: 1,
        createdAt: now.toISOString(),
        madeBy: await platformVersion(),
        isConsistent: snapshots.inconsistency === null,
        snapshotSpread: Math.round(snapshots.spread * 10) / 10,
        databases,
        roles: await dumpRoles(snapshots.all, Math.max(...dumps.map(({ version }) => version.major)), folder, {
          programs,
          signal,
          report,
        }),
      };
    } catch (error) {
      if (signal.aborted) throw new BackupFault('the backup was interrupted: it is not kept');
      throw error;
    } finally {
      signal.removeEventListener('abort', interrupt);
      await snapshots.close();
    }
  });
}

/** Leaves out the optional database where its server has none. */
async function withoutMissing(
  urls: BackUpOptions['urls'],
  report: BackUpOptions['report'],
): Promise<Map<DatabaseName, string>> {
  const present = new Map(urls);
  const url = urls.get(optionalDatabase);
  if (url && !(await databaseExists(url))) {
    present.delete(optionalDatabase);
    report(`${optionalDatabase.padEnd(14)}has no database`);
  }
  return present;
}

type DatabaseDescription = Omit<BackedUpDatabase, 'name' | 'major' | 'serverVersion' | 'dumpedBy' | 'file'>;

async function describeDatabase(snapshot: Snapshot): Promise<DatabaseDescription> {
  const { client, takenAt } = snapshot;
  return {
    database: client.database ?? '',
    snapshotAt: takenAt.toISOString(),
    migrations: await appliedMigrations(client),
    roles: await rolesOf(client),
    ...(await readFacts(client)),
  };
}

async function dump(
  { name, url, id }: Snapshot,
  folder: string,
  tool: Tool,
  { signal, report }: Pick<BackUpOptions, 'signal' | 'report'>,
): Promise<BackedUpFile> {
  const file = `${name}.dump`;
  await createPrivate(folder, file);
  const full = path.join(folder, file);
  const soFar = async () => report(`${name.padEnd(14)}${shownBytes((await stat(full)).size)} so far`);
  await reportProgress(soFar, () =>
    runTool(tool, url, ['--format=custom', `--snapshot=${id}`, `--file=${full}`], signal),
  );
  return describeFile(folder, file);
}

/** The roles of each server, with their passwords where the user is a superuser. */
async function dumpRoles(
  snapshots: readonly Snapshot[],
  major: number,
  folder: string,
  { programs, signal, report }: Pick<BackUpOptions, 'programs' | 'signal' | 'report'>,
): Promise<Manifest['roles']> {
  const roles: Manifest['roles'] = [];
  for (const [server, onIt] of Map.groupBy(snapshots, ({ url }) => hostAndPort(url))) {
    const [first] = onIt;
    if (!first) continue;
    const name = roles.length === 0 ? 'roles.sql' : `roles-${roles.length + 1}.sql`;
    const { rows } = await first.client.query<{ is_superuser: string }>('show is_superuser');
    const passwords = rows[0]?.is_superuser === 'on' ? [] : ['--no-role-passwords'];
    try {
      const tool = await findTool('pg_dumpall', major, programs);
      await createPrivate(folder, name);
      const options = ['--globals-only', ...passwords, `--file=${path.join(folder, name)}`];
      await runTool(tool, first.url, options, signal);
      roles.push({ databases: onIt.map((each) => each.name), file: await describeFile(folder, name) });
    } catch (error) {
      if (!(error instanceof BackupFault) || signal.aborted) throw error;
      report(`the roles of ${server} are not in the backup: ${error.message}`);
    }
  }
  return roles;
}

/** Creates a file that only this user can read, before a program writes to it. */
const createPrivate = (folder: string, name: string) => writeFile(path.join(folder, name), '', { mode: 0o600 });

async function platformVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(projectRoot, 'package.json'), 'utf8'));
  return version;
}
