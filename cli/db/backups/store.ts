import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { type FileLock, tryFileLock } from '#platform/run/file-lock.ts';
import { syncFolder } from '#platform/run/sync-folder.ts';
import { type BackedUpFile, filesOf, type Manifest, manifestName, readManifest } from './manifest.ts';
import { BackupFault } from './run-tool.ts';

/** The name of a complete backup: the time of its beginning, so that names sort by age. */
const completeName = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/;
const unfinishedPrefix = '.unfinished-';
const lockName = '.lock';

/** A complete backup. */
export interface StoredBackup {
  name: string;
  folder: string;
  manifest: Manifest;
}

/** The complete backups of a folder, the newest first, and the names of those that are none. */
export async function listBackups(root: string): Promise<{ backups: StoredBackup[]; broken: string[] }> {
  const names = await fs.readdir(root).catch((error: NodeJS.ErrnoException) => {
    throw new BackupFault(error.code === 'ENOENT' ? `there is no folder ${root}` : error.message);
  });
  const backups: StoredBackup[] = [];
  const broken = names.filter((name) => name.startsWith(unfinishedPrefix));
  for (const name of names
    .filter((each) => completeName.test(each))
    .toSorted()
    .toReversed()) {
    const folder = path.join(root, name);
    try {
      backups.push({ name, folder, manifest: await readManifest(folder) });
    } catch (error) {
      if (!(error instanceof BackupFault)) throw error;
      broken.push(name);
    }
  }
  return { backups, broken };
}

/**
 * Returns the backup of this name, or the newest one.
 *
 * @throws BackupFault when there is none.
 */
export async function findBackup(root: string, name?: string): Promise<StoredBackup> {
  const { backups } = await listBackups(root);
  const found = name === undefined ? backups[0] : backups.find((backup) => backup.name === name);
  if (!found) throw new BackupFault(`${root} has no complete backup${name === undefined ? '' : ` ${name}`}`);
  return found;
}

/** Reads every file of a backup, and returns what differs from the manifest. */
export async function fileFaults({ folder, manifest }: StoredBackup): Promise<string[]> {
  const faults = await Promise.all(
    filesOf(manifest).map(async (expected) => {
      const found = await describeFile(folder, expected.name).catch(() => null);
      if (!found) return `${expected.name} is missing`;
      if (found.bytes !== expected.bytes)
        return `${expected.name} has ${found.bytes} bytes instead of ${expected.bytes}`;
      return found.sha256 === expected.sha256 ? [] : `${expected.name} has another checksum than in the manifest`;
    }),
  );
  return faults.flat();
}

/** The size and the checksum of a file, which is then on disk. */
export async function describeFile(folder: string, name: string): Promise<BackedUpFile> {
  const full = path.join(folder, name);
  const handle = await fs.open(full, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(full)) hash.update(chunk);
  return { name, bytes: (await fs.stat(full)).size, sha256: hash.digest('hex') };
}

/**
 * Passes `work` a new folder, which becomes a complete backup when `work` has returned its manifest; until then it is none. Removes
 * the folder when `work` throws, and what interrupted backups have left.
 *
 * @throws BackupFault while another backup into `root` runs on this machine.
 */
export async function storeBackup(
  root: string,
  startedAt: Date,
  work: (folder: string) => Promise<Manifest>,
): Promise<StoredBackup> {
  await fs.mkdir(root, { recursive: true, mode: 0o700 });
  // The lock would not say what is wrong.
  await fs.access(root, fs.constants.W_OK);
  const lock = lockFolder(root);
  try {
    await removeUnfinished(root);
    const name = startedAt.toISOString().replaceAll(/[:.]/g, '-');
    const unfinished = path.join(root, `${unfinishedPrefix}${name}`);
    await fs.mkdir(unfinished, { mode: 0o700 });
    try {
      const manifest = await work(unfinished);
      const text = `${JSON.stringify(manifest, null, 2)}\n`;
      await fs.writeFile(path.join(unfinished, manifestName), text, { mode: 0o600, flush: true });
      await syncFolder(unfinished);
      const folder = path.join(root, name);
      await fs.rename(unfinished, folder);
      await syncFolder(root);
      return { name, folder, manifest };
    } catch (error) {
      await fs.rm(unfinished, { recursive: true, force: true });
      throw error;
    }
  } finally {
    lock.release();
  }
}

/** Deletes the oldest complete backups beyond the newest `kept`. Returns their names. */
export async function deleteOldBackups(root: string, kept: number): Promise<string[]> {
  const { backups } = await listBackups(root);
  const old = backups.slice(kept);
  for (const { name, folder } of old) {
    // From here on it is no complete backup, should the deletion be interrupted.
    const unfinished = path.join(root, `${unfinishedPrefix}${name}`);
    await fs.rename(folder, unfinished);
    await fs.rm(unfinished, { recursive: true, force: true });
  }
  return old.map(({ name }) => name);
}

function lockFolder(root: string): FileLock {
  const lock = tryFileLock(path.join(root, lockName));
  if (!lock) throw new BackupFault(`another backup into ${root} is running`);
  return lock;
}

async function removeUnfinished(root: string): Promise<void> {
  for (const name of await fs.readdir(root)) {
    if (name.startsWith(unfinishedPrefix)) await fs.rm(path.join(root, name), { recursive: true, force: true });
  }
}
