import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import { exists } from './files.ts';
import type { Places } from './paths.ts';

/**
 * The superuser's password: made once at random, kept beside the cluster and the same ever after. Must be called
 * within the start turn. Throws when there is a cluster whose password is lost.
 */
export async function ensurePassword(places: Places): Promise<string> {
  const kept = await readPassword(places);
  if (kept !== undefined) return kept;
  if (await exists(places.cluster)) {
    throw new Error(`${places.cluster} is there, but ${places.password} is gone. Put it back, or move the data away.`);
  }
  const password = randomBytes(24).toString('base64url');
  // Whole or not at all: a crash here must not leave an empty password behind.
  const unfinished = `${places.password}.unfinished`;
  await fs.writeFile(unfinished, `${password}\n`, { mode: 0o600, flush: true });
  await fs.rename(unfinished, places.password);
  return password;
}

/** The password of a cluster that is there; undefined where none was made. */
export async function readPassword(places: Places): Promise<string | undefined> {
  if (!(await exists(places.password))) return undefined;
  return (await fs.readFile(places.password, 'utf8')).trim();
}
