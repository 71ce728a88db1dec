import pg from 'pg';
import { z } from 'zod';
import { connectionFault } from '#platform/database/connection-fault.ts';
import { deleteStreams } from '#platform/messaging/bus/delete-streams.ts';
import { redisProtocols } from '#platform/messaging/bus/redis-connection.ts';
import { withRedis } from '#platform/messaging/bus/with-redis.ts';
import { resendAll } from '#platform/messaging/outbox/resend-all.ts';
import { setting } from '#platform/settings.ts';
import type { DatabaseName } from '../databases.ts';
import { requireUnused } from '../db/connected-clients.ts';
import { orphanedEvents } from './orphaned-events.ts';

/** The variable of the Redis that has the events. */
export const redisVariables = z.object({ REDIS_URL: setting.urls(...redisProtocols).optional() });

export interface AfterRestoreOptions {
  /** All databases of the platform, also those that were not restored. */
  urls: ReadonlyMap<DatabaseName, string>;
  redisUrl: string | null;
  now: Date;
  report: (line: string) => void;
}

/**
 * Brings the events in line with databases that were restored to an earlier time, while no service runs. Deletes the events in Redis,
 * which may be later than the databases, and marks those of the databases to be sent again: each consumer handles those that it lacks.
 * Reports the events of which only the effects are left. Repeating it is harmless.
 *
 * @throws DatabaseInUse while clients are connected. DatabaseFault when a database cannot be used.
 */
export async function afterRestore({ urls, redisUrl, now, report }: AfterRestoreOptions): Promise<void> {
  await requireUnused([...urls.values()]);
  const clients = new Map<DatabaseName, pg.Client>();
  try {
    for (const [name, url] of urls) clients.set(name, await connect(url));
    // Before any is marked: a relay that ran would send them to the streams that are deleted.
    if (redisUrl) {
      await withRedis(redisUrl, (redis) => deleteStreams(redis, [...clients.keys()]));
      report('deleted the events in Redis');
    } else report('REDIS_URL is not set: no event in Redis was deleted');
    for (const [name, client] of clients)
      report(`${name.padEnd(14)}${await resendAll(client, now)} events to send again`);
    for (const { consumer, source, type, count } of await orphanedEvents(clients, now)) {
      report(`${consumer.padEnd(14)}keeps the effects of ${count} events ${type}, which ${source} no longer has`);
    }
  } finally {
    for (const client of clients.values()) await client.end().catch(() => {});
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'masar' });
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw connectionFault(url, error);
  }
}
