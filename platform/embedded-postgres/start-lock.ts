import { type FileLock, tryFileLock } from '../run/file-lock.ts';
import { poll } from './poll.ts';

const waitTimeoutMs = 60_000;

/** The right to start PostgreSQL on a data folder. */
export type StartLock = FileLock;

/**
 * Waits until no other process starts PostgreSQL on the same data folder. The caller may then make the cluster, remove a
 * stale postmaster.pid and spawn the server without a race: two PostgreSQLs that remove the same stale file at once can
 * each remove the other's new one, and a postmaster whose file is missing shuts down within a minute.
 *
 * @throws Error when another process holds the lock for longer than `waitTimeoutMs`.
 */
export async function takeStartLock(file: string): Promise<StartLock> {
  const lock = await poll(() => tryFileLock(file) ?? undefined, waitTimeoutMs);
  if (lock) return lock;
  const seconds = waitTimeoutMs / 1_000;
  throw new Error(`Another process has been starting PostgreSQL for over ${seconds} seconds (it locks ${file}).`);
}
