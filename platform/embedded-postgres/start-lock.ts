import { DatabaseSync } from 'node:sqlite';
import { poll } from './poll.ts';

const waitTimeoutMs = 60_000;
const sqliteBusy = 5;

/** The right to start PostgreSQL on a data folder. */
export interface StartLock {
  release(): void;
}

/**
 * Waits until no other process starts PostgreSQL on the same data folder. The caller may then make the cluster, remove a
 * stale postmaster.pid and spawn the server without a race: two PostgreSQLs that remove the same stale file at once can
 * each remove the other's new one, and a postmaster whose file is missing shuts down within a minute.
 *
 * The lock is SQLite's lock of a file, the only file lock in Node's library that the kernel releases when its holder dies.
 *
 * @throws Error when another process holds the lock for longer than `waitTimeoutMs`.
 */
export async function takeStartLock(file: string): Promise<StartLock> {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    const locked = await poll(() => tryLock(database), waitTimeoutMs);
    if (!locked) {
      const seconds = waitTimeoutMs / 1_000;
      throw new Error(`Another process has been starting PostgreSQL for over ${seconds} seconds (it locks ${file}).`);
    }
  } catch (error) {
    database.close();
    throw error;
  }
  return { release: () => database.close() };
}

function tryLock(database: DatabaseSync): true | undefined {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === sqliteBusy) return undefined;
    throw error;
  }
}
