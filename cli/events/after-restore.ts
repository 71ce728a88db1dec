import type pg from 'pg';
import { z } from 'zod';
import { databaseExists } from '#platform/database/database-exists.ts';
import { connectClient } from '#platform/database/with-client.ts';
import { deleteStreams } from '#platform/messaging/bus/delete-streams.ts';
import { type Redis, redisProtocols } from '#platform/messaging/bus/redis-connection.ts';
import { withRedis } from '#platform/messaging/bus/with-redis.ts';
import { resendAll } from '#platform/messaging/outbox/resend-all.ts';
import { StartFault } from '#platform/run/start-fault.ts';
import { setting } from '#platform/settings.ts';
import type { SubgraphName } from '../../subgraphs/list.ts';
import { requireUnused } from '../db/connected-clients.ts';
import { orphanedEvents } from './orphaned-events.ts';

/** The variable of the Redis that has the events. */
export const redisVariables = z.object({ REDIS_URL: setting.urls(...redisProtocols).optional() });

export interface AfterRestoreOptions {
  /** The databases of all subgraphs, also those that were not restored. */
  urls: ReadonlyMap<SubgraphName, string>;
  redisUrl: string | null;
  now: Date;
  report: (line: string) => void;
}

/**
 * Brings the events in line with databases that were restored to an earlier time, while no service runs. Deletes the events in Redis,
 * which may be later than the databases, and marks those of the databases to be sent again: each consumer handles those that it lacks.
 * Reports the events of which only the effects are left. Repeating it is harmless.
 *
 * @throws DatabaseInUse while clients are connected. DatabaseFault when a database cannot be used, and StartFault when Redis cannot.
 */
export async function afterRestore({ urls, redisUrl, now, report }: AfterRestoreOptions): Promise<void> {
  await requireUnused([...urls.values()]);
  const clients = new Map<SubgraphName, pg.Client>();
  try {
    for (const [name, url] of urls) {
      if (await databaseExists(url)) clients.set(name, await connectClient(url));
      else report(`${name.padEnd(14)}has no database`);
    }
    // Before any is marked: a relay that ran would send them to the streams that are deleted.
    if (redisUrl) {
      await onRedis(redisUrl, (redis) => deleteStreams(redis, [...urls.keys()]));
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

/** Requires that Redis answers. @throws StartFault when it does not. */
export const requireRedis = (url: string): Promise<void> => onRedis(url, async () => {});

async function onRedis(url: string, work: (redis: Redis) => Promise<void>): Promise<void> {
  try {
    await withRedis(url, work);
  } catch (error) {
    throw new StartFault(`The Redis of REDIS_URL cannot be used: ${(error as Error).message}.`);
  }
}
