import { DatabaseSync } from 'node:sqlite';

const sqliteBusy = 5;

/** A lock of a file, which ends with `release` or with its process. */
export interface FileLock {
  release(): void;
}

/**
 * Locks a file among all processes of this machine, and creates it if it is missing. Returns null while another process has the lock.
 *
 * The lock is SQLite's lock of a file, the only file lock in Node's library that the kernel releases when its holder dies.
 */
export function tryFileLock(file: string): FileLock | null {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === sqliteBusy) return null;
    throw error;
  }
}
