import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';

export interface DatabaseWait {
  tries: number;
  seconds: number;
}

/** Waits until the server answers: so many tries, so many seconds apart. Throws the last failure when none succeeded. */
export async function waitForDatabase(url: string, wait: DatabaseWait, log: Log): Promise<void> {
  const server = new URL(url);
  server.pathname = '/postgres';
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client({
      connectionString: server.href,
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
