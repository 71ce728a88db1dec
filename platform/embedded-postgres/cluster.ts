import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '../run/sync-folder.ts';
import { type Binaries, databaseUrlHint } from './binaries.ts';
import { runProgram, shareFolder } from './child-process.ts';
import { exists } from './files.ts';
import type { DataPaths } from './paths.ts';
import { chownTree, type RunAs } from './run-as.ts';

const initdbTimeoutMs = 120_000;
const passwordBytes = 24;

/**
 * Reads the superuser's password, which is random, stands beside the cluster and never changes. Creates it when there is
 * no cluster yet. Call it under the start lock.
 *
 * @throws Error when there is a cluster whose password is lost.
 */
export async function ensurePassword(paths: DataPaths): Promise<string> {
  const existing = await readPassword(paths);
  if (existing !== undefined) return existing;
  if (await exists(paths.cluster)) {
    throw new Error(`${paths.cluster} exists, but ${paths.password} is missing. Restore it, or move the data away.`);
  }
  const password = randomBytes(passwordBytes).toString('base64url');
  // Renamed when complete: a crash must not leave an empty password behind.
  const unfinished = `${paths.password}.unfinished`;
  await fs.writeFile(unfinished, `${password}\n`, { mode: 0o600, flush: true });
  await fs.rename(unfinished, paths.password);
  return password;
}

/** The superuser's password; undefined when the data folder has none. */
export async function readPassword(paths: DataPaths): Promise<string | undefined> {
  if (!(await exists(paths.password))) return undefined;
  return (await fs.readFile(paths.password, 'utf8')).trim();
}

/**
 * Removes what an interrupted initdb left behind. Call it under the start lock. An initdb whose parent was killed may
 * still be writing and make the removal fail; the next start removes the rest.
 */
export async function removeUnfinished(paths: DataPaths): Promise<void> {
  for (const name of await fs.readdir(paths.dataDir)) {
    const file = path.join(paths.dataDir, name);
    if (!file.startsWith(paths.unfinishedPrefix)) continue;
    await fs.rm(file, { recursive: true, force: true }).catch(() => {});
  }
}

export interface ClusterOptions {
  binaries: Binaries;
  runAs: RunAs;
  password: string;
  durable: boolean;
}

/**
 * Makes the cluster unless it exists: UTF-8, C locale, every connection authenticated by password. The cluster appears
 * complete or not at all. Call it under the start lock.
 */
export async function ensureCluster(paths: DataPaths, options: ClusterOptions): Promise<void> {
  if (await exists(paths.cluster)) return;
  const unfinished = await fs.mkdtemp(paths.unfinishedPrefix);
  try {
    // initdb reads the password as the user that it runs as, and requires an empty data directory, so a copy of the password is beside it.
    await fs.writeFile(path.join(unfinished, 'password'), `${options.password}\n`, { mode: 0o600 });
    await chownTree(unfinished, options.runAs);
    await initdb(unfinished, options);
    await fs.rename(path.join(unfinished, 'data'), paths.cluster);
    if (options.durable) await syncFolder(paths.dataDir);
  } finally {
    await fs.rm(unfinished, { recursive: true, force: true });
  }
}

async function initdb(folder: string, { binaries, runAs, durable }: ClusterOptions): Promise<void> {
  const shared = shareFolder(folder, runAs);
  const args = [
    ...['--pgdata', `${shared.path}/data`, '--username', 'postgres'],
    ...['--auth', 'scram-sha-256', '--pwfile', `${shared.path}/password`],
    ...['--encoding', 'UTF8', '--no-locale', '--no-instructions'],
    ...(durable ? [] : ['--no-sync']),
  ];
  try {
    await runProgram(binaries.initdb, args, { runAs, inherited: shared.inherited, timeoutMs: initdbTimeoutMs });
  } catch (cause) {
    // One cause is a user without a name, which containers often have.
    throw new Error(
      `The embedded PostgreSQL cannot make its data directory: ${(cause as Error).message}\n${databaseUrlHint}`,
      { cause },
    );
  } finally {
    shared.close();
  }
}
