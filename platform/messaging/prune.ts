import type { EntityManager } from '@mikro-orm/postgresql';
import { limits } from '../limits.ts';

/** Deletes a batch of the events that were sent so long ago that nobody asks for them again. Returns how many. */
export function pruneOutbox(em: EntityManager, now: Date): Promise<number> {
  return prune(em, 'outbox', now.getTime() - limits.outboxKept);
}

/** Deletes a batch of the records of events that came so long ago that they can't arrive again. Returns how many. */
export function pruneEnvelopes(em: EntityManager, now: Date): Promise<number> {
  return prune(em, 'envelope', now.getTime() - limits.envelopesKept);
}

/** Of the oldest rows alone: a table in which nothing is old is not looked through. */
async function prune(em: EntityManager, table: 'outbox' | 'envelope', before: number): Promise<number> {
  const deleted = await em.fork().execute<unknown[]>(
    `with oldest as (
       select position, status, created_at from messaging.${table} order by position limit ? for update skip locked)
     delete from messaging.${table} using oldest
     where ${table}.position = oldest.position and oldest.status <> 'PENDING' and oldest.created_at < ?::timestamptz
     returning 1`,
    [limits.pruneBatch, new Date(before).toISOString()],
  );
  return deleted.length;
}
