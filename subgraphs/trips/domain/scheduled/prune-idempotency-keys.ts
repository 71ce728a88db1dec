import type { EntityManager } from '@mikro-orm/postgresql';
import { limits } from '#platform/limits.ts';

const keptDays = 7;

/** Deletes idempotency keys that are older than seven days, at most a batch. Returns how many. */
export async function pruneKeys(em: EntityManager, now: Date): Promise<number> {
  const { affectedRows } = await em.getConnection().execute<{ affectedRows: number }>(
    `delete from idempotency_keys where id in (
       select id from idempotency_keys where created_at < ? order by created_at limit ? for update skip locked
     )`,
    [new Date(now.getTime() - keptDays * 86_400_000), limits.pruneBatch],
    'run',
  );
  return affectedRows;
}
