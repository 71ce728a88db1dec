import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Running } from '../run/lifecycle.ts';

export interface Listening {
  url: string;
  channel: string;
  /** A notice came: what NOTIFY said. */
  onNotice: (payload: string) => void;
  /** It listens from now on, at first and after each time the connection was lost: notices may have been missed. */
  onConnected: () => void;
}

/**
 * Listens on a channel of a database, over a connection of its own that is made anew whenever it is lost, until it is stopped.
 * Returns once it listens, or has failed to for the first time.
 */
export async function listen(listening: Listening, log: Log): Promise<Running> {
  const stopped = new AbortController();
  const tried = Promise.withResolvers<void>();
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await listenOnce(listening, stopped.signal, tried.resolve).catch((error) => {
        log.warn({ channel: listening.channel, err: error }, 'lost the connection that listens');
      });
      tried.resolve();
      await sleep(limits.listenAgain, undefined, { signal: stopped.signal }).catch(() => {});
    }
  };
  const running = run();
  await tried.promise;
  return {
    stop: () => {
      stopped.abort();
      return running;
    },
  };
}

/** Until it is stopped; throws when the connection fails. */
async function listenOnce(
  { url, channel, onNotice, onConnected }: Listening,
  stopped: AbortSignal,
  listens: () => void,
): Promise<void> {
  const client = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'masar listens' });
  const over = Promise.withResolvers<void>();
  // An error that comes while nobody waits for it yet.
  over.promise.catch(() => {});
  client.on('error', over.reject);
  client.on('end', () => over.reject(new Error('the connection ended')));
  client.on('notification', ({ payload }) => onNotice(payload ?? ''));
  const stop = () => over.resolve();
  stopped.addEventListener('abort', stop);
  try {
    await client.connect();
    await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    onConnected();
    listens();
    await over.promise;
  } finally {
    stopped.removeEventListener('abort', stop);
    await client.end().catch(() => {});
  }
}
