import type { EntityManager } from '@mikro-orm/postgresql';
import { DeadLetter } from '../entities.ts';

/** The newest dead letters, at most `limit`. */
export function listDeadLetters(em: EntityManager, limit: number): Promise<DeadLetter[]> {
  return em.fork().find(DeadLetter, {}, { orderBy: { failedAt: 'desc', id: 'asc' }, limit });
}

/** Makes the dead letters with these ids, or all, pending again, with all their attempts. Returns their number. */
export async function replayDeadLetters(em: EntityManager, now: Date, ids: readonly string[] | null): Promise<number> {
  const which = ids === null ? '' : `where id = any (?::text[])`;
  const replayed = await em.fork().execute<unknown[]>(
    `with replayed as (delete from messaging.dead_letters ${which} returning id)
     update messaging.envelope set status = 'PENDING', attempts = 0, execution_time = ?::timestamptz
     from replayed where envelope.id = replayed.id returning 1`,
    [...(ids === null ? [] : [`{${ids.join(',')}}`]), now.toISOString()],
  );
  return replayed.length;
}

/** The events of a subgraph by their state. */
export interface EventStats {
  /** Committed, and not on the bus yet. */
  outgoing: number;
  oldestOutgoing: Date | null;
  /** Received, and not handled yet. */
  incoming: number;
  dead: number;
}

export async function eventStats(em: EntityManager): Promise<EventStats> {
  const [row] = await em.fork().execute<EventStats[]>(
    `select
       (select count(*)::int from messaging.outbox where status = 'PENDING') as outgoing,
       (select min(created_at) from messaging.outbox where status = 'PENDING') as "oldestOutgoing",
       (select count(*)::int from messaging.envelope where status = 'PENDING') as incoming,
       (select count(*)::int from messaging.dead_letters) as dead`,
  );
  if (!row) throw new Error('no row');
  return row;
}
