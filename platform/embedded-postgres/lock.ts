import type { Client } from 'pg';
import { isAlive } from '../run/process-alive.ts';
import { StartFault } from '../run/start-fault.ts';
import { applicationPrefix } from './connect.ts';
import { poll } from './poll.ts';

/**
 * The key of the platform lock, a session-level advisory lock in the database `postgres`. Its holder is the only platform
 * on the data folder. The lock belongs to a connection, so PostgreSQL releases it however the holder dies. The first
 * number is "masa" in ASCII.
 */
const lockKey = [0x6d617361, 1] as const;

/** The server sees a killed holder's connection close a moment after the process is gone. */
const deadHolderTimeoutMs = 5_000;

/** Another process runs the platform on this data folder. */
export class PlatformAlreadyRunning extends StartFault {
  /** The other process; undefined when its connection names none. */
  readonly holderPid: number | undefined;
  readonly dataDir: string;

  constructor(holderPid: number | undefined, dataDir: string) {
    super(
      `A platform already runs on ${dataDir}, in process ${holderPid ?? 'unknown'}. Stop that process, or set DATA_DIR.`,
    );
    this.name = 'PlatformAlreadyRunning';
    this.holderPid = holderPid;
    this.dataDir = dataDir;
  }
}

/**
 * Takes the platform lock on this connection until the connection closes. Closes it when the lock cannot be taken.
 *
 * @throws PlatformAlreadyRunning when a living process holds the lock. Neither that process nor the server is affected.
 */
export async function takeLock(client: Client, dataDir: string): Promise<void> {
  let holderPid: number | undefined;
  try {
    const locked = await poll(async () => {
      if (await tryLock(client)) return true;
      holderPid = await readHolderPid(client);
      return holderPid !== undefined && isAlive(holderPid) ? false : undefined;
    }, deadHolderTimeoutMs);
    if (!locked) throw new PlatformAlreadyRunning(holderPid, dataDir);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1, $2) AS locked', [...lockKey]);
  return rows[0].locked;
}

/** The process id in the application_name of the holder's connection. */
async function readHolderPid(client: Client): Promise<number | undefined> {
  const { rows } = await client.query(
    `SELECT substring(a.application_name FROM $3)::int AS pid
       FROM pg_locks l
       JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
       JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.classid = $1 AND l.objid = $2 AND l.objsubid = 2 AND l.granted`,
    [...lockKey, `^${applicationPrefix} (\\d+)$`],
  );
  return rows[0]?.pid ?? undefined;
}
