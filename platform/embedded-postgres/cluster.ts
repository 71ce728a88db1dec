import fs from 'node:fs/promises';
import path from 'node:path';
import { type Binaries, WAY_OUT } from './binaries.ts';
import { exists, syncFolder } from './files.ts';
import { handOver } from './handed-folder.ts';
import type { Places } from './paths.ts';
import { run } from './run.ts';
import { giveAway, type RunAs } from './run-as.ts';

const INITDB_LIMIT_MS = 120_000;

/**
 * Removes what an initdb left that was cut off. Must be called within the start turn. One whose parent was killed may
 * still be writing, and win over the removal, until it notices: the next start clears that away.
 */
export async function removeUnfinished(places: Places): Promise<void> {
  for (const name of await fs.readdir(places.dataDir)) {
    const file = path.join(places.dataDir, name);
    if (!file.startsWith(places.unfinishedPrefix)) continue;
    await fs.rm(file, { recursive: true, force: true }).catch(() => {});
  }
}

/**
 * Makes the cluster unless it is there: UTF-8, C locale, and no way in without the password. It appears whole or not at
 * all. Must be called within the start turn.
 */
export async function ensureCluster(
  places: Places,
  { binaries, runAs, password, durable }: { binaries: Binaries; runAs: RunAs; password: string; durable: boolean },
): Promise<void> {
  if (await exists(places.cluster)) return;
  const unfinished = await fs.mkdtemp(places.unfinishedPrefix);
  try {
    // initdb reads the password as the user it runs as, and wants an empty folder for the data: so a copy, beside it.
    await fs.writeFile(path.join(unfinished, 'password'), `${password}\n`, { mode: 0o600 });
    await giveAway(unfinished, runAs);
    await initdb(unfinished, binaries, runAs, durable);
    await fs.rename(path.join(unfinished, 'data'), places.cluster);
    if (durable) await syncFolder(places.dataDir);
  } finally {
    await fs.rm(unfinished, { recursive: true, force: true });
  }
}

async function initdb(folder: string, binaries: Binaries, runAs: RunAs, durable: boolean): Promise<void> {
  const handed = handOver(folder, runAs);
  try {
    await run(
      binaries.initdb,
      [
        ...[
          '-D',
          `${handed.path}/data`,
          '-U',
          'postgres',
          '-A',
          'scram-sha-256',
          '--pwfile',
          `${handed.path}/password`,
        ],
        ...['-E', 'UTF8', '--no-locale', '--no-instructions'],
        ...(durable ? [] : ['--no-sync']),
      ],
      { runAs, inherited: handed.inherited, limitMs: INITDB_LIMIT_MS },
    );
  } catch (cause) {
    // A user that has no name, as containers often give, is one of the reasons.
    throw new Error(`The embedded PostgreSQL can't make its data folder: ${(cause as Error).message}\n${WAY_OUT}`, {
      cause,
    });
  } finally {
    handed.close();
  }
}
