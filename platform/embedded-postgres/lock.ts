import type { Client } from 'pg';
import { poll } from './poll.ts';
import { isAlive } from './process-alive.ts';

/**
 * The session-level advisory lock, in the database `postgres`, that makes a process the one platform of a data folder.
 * The first half is "masa" in ASCII. Being a connection's, it is released by the holder's death, however it dies.
 */
const LOCK = [0x6d617361, 1] as const;

/** The server sees a killed holder's connection close a moment after the process is gone. */
const DEAD_HOLDER_LIMIT_MS = 5_000;

/** Another process runs the platform on this data folder. */
export class PlatformAlreadyRunning extends Error {
  /** Undefined when the holder is not one of ours and didn't say. */
  readonly holder: number | undefined;
  readonly dataDir: string;

  constructor(holder: number | undefined, dataDir: string) {
    super(
      `The platform already runs on ${dataDir}, in process ${holder ?? 'unknown'}. Stop that one, or set DATA_DIR.`,
    );
    this.name = 'PlatformAlreadyRunning';
    this.holder = holder;
    this.dataDir = dataDir;
  }
}

/**
 * Takes the lock on this connection, for as long as it lives. Otherwise closes the connection and throws
 * PlatformAlreadyRunning; the server and its holder notice nothing.
 */
export async function takeHold(client: Client, dataDir: string): Promise<void> {
  let holder: number | undefined;
  try {
    const held = await poll(async () => {
      if (await tryLock(client)) return true;
      holder = await findHolder(client);
      return holder !== undefined && isAlive(holder) ? false : undefined;
    }, DEAD_HOLDER_LIMIT_MS);
    if (!held) throw new PlatformAlreadyRunning(holder, dataDir);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1, $2) AS locked', [...LOCK]);
  return rows[0].locked;
}

/** The process id that the holder gave as its application_name, `masar-platform PID`. */
async function findHolder(client: Client): Promise<number | undefined> {
  const { rows } = await client.query(
    `SELECT substring(a.application_name FROM '^masar-platform (\\d+)$')::int AS pid
       FROM pg_locks l
       JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
       JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.classid = $1 AND l.objid = $2 AND l.objsubid = 2 AND l.granted`,
    [...LOCK],
  );
  return rows[0]?.pid ?? undefined;
}
