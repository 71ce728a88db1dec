import pg from 'pg';
import type { Log } from '../log.ts';
import { BackgroundLoop } from '../run/background-loop.ts';
import type { Running } from '../run/lifecycle.ts';

/** The pause before a lost connection is replaced, in milliseconds: a server that drops connections is not flooded. */
const reconnectPause = 500;

export interface Listening {
  url: string;
  channel: string;
  /** Called with the payload of each notification. */
  onNotification: (payload: string) => void;
  /** Called each time listening begins. After a lost connection, notifications may have been missed. */
  onConnected: () => void;
}

/**
 * Listens on a channel of a database over a connection of its own, and replaces that connection whenever it is lost. Returns once it
 * listens, or once the first attempt has failed.
 */
export async function listen(listening: Listening, log: Log): Promise<Running> {
  const stopping = new AbortController();
  const attempted = Promise.withResolvers<void>();
  const job = async (): Promise<boolean> => {
    try {
      const lost = await listenOnce(listening, stopping.signal, attempted.resolve);
      if (lost) log.warn({ channel: listening.channel, err: lost }, 'lost the listening connection');
      return false;
    } finally {
      attempted.resolve();
    }
  };
  const loop = new BackgroundLoop({ [`listen on ${listening.channel}`]: job }, { interval: reconnectPause, log });
  await attempted.promise;
  return {
    stop: () => {
      stopping.abort();
      return loop.stop();
    },
  };
}

/** Listens until it is stopped, or returns why the connection was lost. Throws when it never listened. */
async function listenOnce(
  { url, channel, onNotification, onConnected }: Listening,
  stopping: AbortSignal,
  onListening: () => void,
): Promise<Error | null> {
  const client = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'masar listens' });
  const over = Promise.withResolvers<Error | null>();
  client.on('error', over.resolve);
  client.on('end', () => over.resolve(new Error('the connection ended')));
  client.on('notification', ({ payload }) => onNotification(payload ?? ''));
  const stop = () => over.resolve(null);
  stopping.addEventListener('abort', stop);
  try {
    await client.connect();
    await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    onConnected();
    onListening();
    return await over.promise;
  } finally {
    stopping.removeEventListener('abort', stop);
    await client.end().catch(() => {});
  }
}
