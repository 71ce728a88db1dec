import { DatabaseSync } from 'node:sqlite';
import { poll } from './poll.ts';

const TURN_LIMIT_MS = 60_000;
const SQLITE_BUSY = 5;

/** The right to be the one that starts PostgreSQL on a data folder. */
export interface StartTurn {
  end(): void;
}

/**
 * Waits until no other process is starting on the same folder. What follows may then look and act without a race:
 * making the cluster, clearing a stale postmaster.pid, spawning. Two PostgreSQLs that clear the same stale file at once
 * can each remove the other's, and a postmaster whose file is gone shuts itself down within a minute.
 *
 * The lock is SQLite's on a file, the only one in Node's library that the kernel gives back when its holder dies.
 * Throws after TURN_LIMIT_MS.
 */
export async function takeStartTurn(file: string): Promise<StartTurn> {
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    const taken = await poll(() => tryLock(lock), TURN_LIMIT_MS);
    if (!taken) throw new Error(`Another process has been starting PostgreSQL for over a minute (it holds ${file}).`);
  } catch (error) {
    lock.close();
    throw error;
  }
  return { end: () => lock.close() };
}

function tryLock(lock: DatabaseSync): true | undefined {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
}
