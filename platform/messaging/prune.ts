import type { EntityManager } from '@mikro-orm/postgresql';
import { envelopesKept, eventsKept } from './retention.ts';

/** Rows that one statement deletes. */
export const pruneBatch = 1_000;

/** Deletes a batch of old events that were sent. Returns their number. */
export function pruneOutbox(em: EntityManager, now: Date): Promise<number> {
  return prune(em, 'outbox', now.getTime() - eventsKept);
}

/** Deletes a batch of old records of received events. Returns their number. */
export function pruneEnvelopes(em: EntityManager, now: Date): Promise<number> {
  return prune(em, 'envelope', now.getTime() - envelopesKept);
}

/** Reads only the oldest rows, so a table without old rows is not scanned. */
async function prune(em: EntityManager, table: 'outbox' | 'envelope', before: number): Promise<number> {
  const deleted = await em.fork().execute<unknown[]>(
    `with oldest as (
       select position, status, created_at from messaging.${table} order by position limit ? for update skip locked)
     delete from messaging.${table} using oldest
     where ${table}.position = oldest.position and oldest.status <> 'PENDING' and oldest.created_at < ?::timestamptz
     returning 1`,
    [pruneBatch, new Date(before).toISOString()],
  );
  return deleted.length;
}
