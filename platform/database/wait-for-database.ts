import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';
import { connectionFault, hostAndPort } from './connection-fault.ts';
import { onServer } from './server-url.ts';

export interface DatabaseWait {
  tries: number;
  seconds: number;
}

/** How a command waits, which a person runs. */
export const oneTry: DatabaseWait = { tries: 1, seconds: 5 };

/**
 * Waits until the server of a database, which need not exist, answers, with `tries` attempts `seconds` apart.
 *
 * @throws DatabaseFault when all fail, or when the server refuses the user.
 */
export function waitForDatabase(url: string, wait: DatabaseWait, log: Log): Promise<void> {
  return waitForConnection(onServer(url, 'postgres'), wait, log);
}

/** Waits for a database that exists, as {@link waitForDatabase} does. */
export async function waitForConnection(url: string, wait: DatabaseWait, log: Log): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: wait.seconds * 1_000 + 1_000,
    });
    try {
      await client.connect();
      return;
    } catch (error) {
      const fault = connectionFault(url, error);
      if (attempt >= wait.tries || !fault.isTemporary) throw fault;
      const { code: cause = 'no answer' } = error as { code?: string };
      log.warn({ attempt, tries: wait.tries, at: hostAndPort(url), cause }, 'the database does not answer yet');
      await sleep(wait.seconds * 1_000);
    } finally {
      await client.end().catch(() => {});
    }
  }
}
