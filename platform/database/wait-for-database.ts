import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';
import { onServer } from './server-url.ts';

export interface DatabaseWait {
  tries: number;
  seconds: number;
}

/** Waits until the server answers, with `tries` attempts `seconds` apart. Throws the last failure when all fail. */
export async function waitForDatabase(url: string, wait: DatabaseWait, log: Log): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client({
      connectionString: onServer(url, 'postgres'),
      connectionTimeoutMillis: wait.seconds * 1_000 + 1_000,
    });
    try {
      await client.connect();
      return;
    } catch (error) {
      const { code } = error as { code?: string };
      log.warn({ attempt, tries: wait.tries, cause: code ?? 'no answer' }, 'the database does not answer yet');
      if (attempt >= wait.tries) throw error;
      await sleep(wait.seconds * 1_000);
    } finally {
      await client.end().catch(() => {});
    }
  }
}
